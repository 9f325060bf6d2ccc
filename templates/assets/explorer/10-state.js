/* What a reader has set: limits, weights and axes, beside what the record says, and all of it in an address. */
(() => {
  "use strict";

  const MOST_WEIGHT = 1000;
  const OFF = "none";
  const SIGNS = { "<=": "≤", ">=": "≥" };
  // Twelve digits: a limit goes to a reader's unit and back without growing a tail.
  const tidy = (number) => Number(number.toPrecision(12));
  const same = (one, other) => one.length === other.length && one.every((number, at) => number === other[at]);

  const showNumber = (number) => {
    const size = Math.abs(number);
    if (size >= 1e7 || (size && size < 1e-4)) return number.toExponential(2).replace("-", "−").replace("+", "");
    const text = Number(number.toPrecision(6)).toLocaleString("en-GB", { maximumFractionDigits: 10 });
    return text.replace(/,/g, "\u202f").replace("-", "−");
  };
  const showValue = (value, column) => {
    if (column.levels.length) return column.levels[value] ?? "";
    const text = showNumber(tidy(value * column.factor));
    return column.unit ? `${text}\u00a0${column.unit}` : text;
  };
  const showClaim = ({ now, operator, text, recorded }, column) => {
    if (!now.length) return "no limit";
    if (text && same(now, recorded)) return text;
    const shown = now.map((value) => showValue(value, column));
    return operator === "between" ? `between ${shown.join(" and ")}` : `${SIGNS[operator] ?? operator}\u00a0${shown[0]}`;
  };

  const isMoved = (limit) => !same(limit.now, limit.recorded);
  /** Whether a limit admits all that the record's admits. */
  const isLooser = ({ now, recorded, operator }) => {
    if (!now.length || now.length !== recorded.length) return false;
    if (operator === "between") return now[0] <= recorded[0] && now[1] >= recorded[1];
    if (operator === "=") return false;
    return operator.startsWith("<") ? now[0] >= recorded[0] : now[0] <= recorded[0];
  };
  const isReweighed = (weight) => weight.now !== weight.recorded;

  const withLimits = (data) => {
    const own = data.limits.map((limit) => ({ ...limit, recorded: limit.limits, now: [...limit.limits] }));
    const taken = new Set(own.map((limit) => limit.column));
    const free = data.columns.map((column, place) => ({ column, place })).filter(({ column, place }) =>
      !taken.has(place) && (column.slider || column.levels.length)
      && data.options.some((option) => option.cells[place].known.value !== null));
    const added = free.map(({ column, place }) => ({
      key: column.key, column: place, operator: column.direction === "lower" ? "<=" : ">=", text: "", selectors: [],
      must: true, added: true, recorded: [], now: [], known: data.options.map((option) => option.cells[place].known),
    }));
    return [...own, ...added];
  };

  const withWeights = (data) => data.columns.flatMap((column, place) => {
    if (column.preference) {
      const { weight, worst, best } = column.preference;
      return [{ key: column.key, column: place, recorded: weight, now: weight, worst, best, declared: true }];
    }
    if (!column.slider || column.levels.length) return [];
    const ends = [column.slider.low, column.slider.high].map((end) => tidy(end / column.factor));
    const [worst, best] = column.direction === "lower" ? [ends[1], ends[0]] : ends;
    return [{ key: column.key, column: place, recorded: 0, now: 0, worst, best, declared: false }];
  });

  const startState = (data) => ({
    limits: withLimits(data),
    weights: withWeights(data),
    axes: data.axes ? [...data.axes] : null,
  });

  const reset = (state, data) => {
    state.limits.forEach((limit) => { limit.now = [...limit.recorded]; });
    state.weights.forEach((weight) => { weight.now = weight.recorded; });
    if (data.axes) state.axes = [...data.axes];
  };

  const isRecord = (state) => !state.limits.some(isMoved) && !state.weights.some(isReweighed);

  /* --- the address: only what differs from the record, in the units of the qualities --------------------------- */

  const writeHash = (state, data) => {
    const found = new URLSearchParams();
    state.limits.filter(isMoved).forEach((limit) => {
      const { levels } = data.columns[limit.column];
      const ends = limit.now.map((value) => (levels.length ? levels[value] : String(tidy(value))));
      found.set(`limit.${limit.key}`, ends.length ? ends.join("..") : OFF);
    });
    state.weights.filter(isReweighed).forEach((weight) => found.set(`weight.${weight.key}`, String(tidy(weight.now))));
    (state.axes ?? []).forEach((place, at) => {
      if (place !== data.axes[at]) found.set("xy"[at], data.columns[place].key);
    });
    const text = String(found);
    return text ? `#${text}` : "";
  };

  const readNumber = (text) => {
    const number = text.trim() === "" ? NaN : Number(text);
    return Number.isFinite(number) ? number : null;
  };

  const readLimit = (text, limit, column) => {
    if (text === OFF) return [];
    const levels = column.levels;
    const ends = text.split("..").map((end) => (levels.length ? levels.indexOf(end) : readNumber(end)));
    const wanted = limit.operator === "between" ? 2 : 1;
    const valid = ends.length === wanted && ends.every((end) => end !== null && end !== -1 && (!levels.length || end >= 0));
    return valid && (wanted === 1 || ends[0] <= ends[1]) ? ends : null;
  };

  const applyLimit = (state, data, key, text) => {
    const limit = state.limits.find((one) => one.key === key);
    const ends = limit && readLimit(text, limit, data.columns[limit.column]);
    if (ends) limit.now = ends;
    return Boolean(limit);
  };
  const applyWeight = (state, key, text) => {
    const weight = state.weights.find((one) => one.key === key);
    const number = readNumber(text);
    if (weight && number !== null && number >= 0) weight.now = Math.min(number, MOST_WEIGHT);
    return Boolean(weight);
  };
  const applyAxis = (state, data, at, key) => {
    const place = data.columns.findIndex((column) => column.key === key && column.axis);
    if (place >= 0 && state.axes) state.axes[at] = place;
    return place >= 0;
  };

  /** Sets what an address says and ignores what makes no sense; says whether it spoke of the explorer at all. */
  const readHash = (hash, state, data) => {
    const entries = [...new URLSearchParams(hash.replace(/^#/, ""))];
    const ours = entries.filter(([name]) => /^(limit\.|weight\.|[xy]$)/.test(name));
    if (hash.length > 1 && !ours.length) return false;
    reset(state, data);
    ours.forEach(([name, text]) => {
      if (name === "x" || name === "y") applyAxis(state, data, "xy".indexOf(name), text);
      else if (name.startsWith("limit.")) applyLimit(state, data, name.slice(6), text);
      else applyWeight(state, name.slice(7), text);
    });
    return true;
  };

  Object.assign((window.buttressExplorer ??= {}), {
    startState, reset, isRecord, isMoved, isLooser, isReweighed, writeHash, readHash, showValue, showClaim, tidy,
  });
})();
