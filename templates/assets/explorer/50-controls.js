/* The explorer's controls: a slider and a number for each limit, and for each weight. */
(() => {
  "use strict";

  const MOST = 10;
  const HOLDING = { holds: "feasible", violated: "infeasible" };
  const SAID = { "<=": "at most", "<": "below", ">=": "at least", ">": "above", "=": "exactly" };

  const make = (name, properties = {}, ...children) => {
    const made = document.createElement(name);
    Object.entries(properties).forEach(([key, value]) => {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    });
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  };

  const head = (name, ...rest) => make("p", { className: "bt-control__head" },
    make("span", { className: "bt-control__name" }, name), ...rest);
  const grouped = (name, ...children) => make("li", { className: "bt-control" },
    make("div", { role: "group", "aria-label": name }, ...children));
  const tag = (text) => make("span", { className: "bt-severity" }, text);
  const resetButton = (what) => make("button", {
    type: "button", className: "bt-button bt-button--small bt-control__reset", "aria-label": `Reset ${what}`, hidden: true,
  }, "Reset");

  /** Where a slider stands for a value as readers see it, and back. */
  const positionOf = (shown, slider, explorer) => {
    const share = explorer.shareOf(shown, slider);
    return Math.round(Math.min(1, Math.max(0, share)) * slider.steps);
  };
  const shownAt = (position, slider) => (slider.logarithmic
    ? Number((slider.low * slider.step ** position).toPrecision(3))
    : Number((slider.low + slider.step * position).toPrecision(12)));

  /* --- limits ---------------------------------------------------------------------------------------------------- */

  const endNames = (limit) => (limit.operator === "between" ? ["lower limit", "upper limit"] : ["limit"]);

  const makeEnd = (limit, side, column, explorer, changed) => {
    const { slider } = column;
    const name = `${column.name}: ${endNames(limit)[side]}`;
    const unit = column.unit ? ` in ${column.unit}` : "";
    const range = make("input", {
      type: "range", min: 0, max: slider.steps, step: 1, "aria-label": name, className: "bt-range", autocomplete: "off",
    });
    const number = make("input", {
      type: "number", step: "any", "aria-label": `${name}${unit}`, className: "bt-number", placeholder: "none", autocomplete: "off",
    });
    const set = (shown) => {
      const ends = limit.now.length ? [...limit.now] : endNames(limit).map((_, at) => lenient(limit, at, column, explorer));
      ends[side] = explorer.tidy(shown / column.factor);
      limit.now = ends;
      changed();
    };
    range.addEventListener("input", () => set(shownAt(Number(range.value), slider)));
    number.addEventListener("input", () => {
      if (number.validity.badInput) return;
      if (number.value !== "") { set(Number(number.value)); return; }
      limit.now = [];
      changed();
    });
    const update = () => {
      const value = limit.now.length ? limit.now[side] : null;
      const shown = value === null ? null : explorer.tidy(value * column.factor);
      range.value = positionOf(shown ?? lenient(limit, side, column, explorer) * column.factor, slider, explorer);
      const said = value === null ? "no limit" : explorer.showValue(value, column);
      const how = limit.operator === "between" ? (side ? "at most" : "at least") : SAID[limit.operator];
      range.setAttribute("aria-valuetext", value === null ? said : `${how} ${said}`);
      // What is being typed stays as it is typed.
      if (number !== document.activeElement || Number(number.value) !== shown) number.value = shown ?? "";
    };
    return { range, number, update };
  };

  /** The end of the slider at which a limit rules nothing out. */
  const lenient = (limit, side, column, explorer) => {
    const upper = limit.operator.startsWith("<") || side === 1;
    return explorer.tidy((upper ? column.slider.high : column.slider.low) / column.factor);
  };

  const makeLevels = (limit, column, changed) => {
    const select = make("select", { "aria-label": `${column.name}: limit`, autocomplete: "off" },
      new Option("no limit", ""), ...column.levels.map((level, place) => new Option(level, String(place))));
    select.addEventListener("change", () => {
      limit.now = select.value === "" ? [] : [Number(select.value)];
      changed();
    });
    return { select, update: () => { select.value = limit.now.length ? String(limit.now[0]) : ""; } };
  };

  const makeStrip = (column, explorer) => (column.slider
    ? explorer.element("svg", { class: "bt-strip-plot", "aria-hidden": "true", width: "100%" }) : null);

  /** Gives the control of a limit with a function that shows its outcomes, one for each option. */
  const makeLimit = (limit, { data, explorer, changed, icon }) => {
    const column = data.columns[limit.column];
    const claim = make("span", { className: "bt-claim" });
    const ends = column.levels.length
      ? [] : endNames(limit).map((_, side) => makeEnd(limit, side, column, explorer, changed));
    const levels = column.levels.length ? makeLevels(limit, column, changed) : null;
    const reset = resetButton(`the limit on ${column.name}`);
    const outcome = make("span", { className: "bt-control__outcome" });
    const strip = makeStrip(column, explorer);
    reset.addEventListener("click", () => {
      limit.now = [...limit.recorded];
      (ends[0]?.range ?? levels.select).focus();
      changed();
    });
    const unit = column.unit && ends.length ? make("span", { className: "bt-control__unit", "aria-hidden": "true" }, column.unit) : null;
    const item = grouped([`Limit on ${column.name}`, ...limit.selectors].join(" "),
      head(column.name, " ", claim, " ", tag(limit.added ? "added: must" : limit.must ? "must" : "should"),
        ...limit.selectors.map((selector) => make("span", { className: "bt-selector" }, selector)), reset),
      ...(strip ? [strip] : []), ...ends.map(({ range }) => range),
      make("div", { className: "bt-control__row" }, ...ends.map(({ number }) => number), ...(unit ? [unit] : []),
        ...(levels ? [levels.select] : []), outcome));

    const counts = (outcomes) => {
      const judged = outcomes.filter(Boolean);
      const open = judged.filter((state) => !(state in HOLDING)).length;
      const parts = [["holds", judged.filter((state) => state === "holds").length, "holds for"],
        ["violated", judged.filter((state) => state === "violated").length, "violated by"],
        ["undecided", open, "open for"]].filter(([, count]) => count);
      return parts.map(([state, count, words]) => make("span", { className: `bt-count bt-is-${state}` },
        icon(state), ` ${words} ${count}`));
    };

    const update = (outcomes) => {
      [...ends, ...(levels ? [levels] : [])].forEach((one) => one.update());
      const moved = explorer.isMoved(limit);
      item.classList.toggle("is-moved", moved);
      reset.hidden = !moved;
      claim.textContent = explorer.showClaim(limit, column);
      outcome.replaceChildren(...counts(outcomes));
      if (!strip) return;
      const rows = data.options.flatMap((option, at) => {
        const known = limit.known[at];
        if (!known || known.value === null) return [];
        const shown = (end) => (end === null ? null : end * column.factor);
        const state = outcomes[at] ? HOLDING[outcomes[at]] ?? "unknown" : "any";
        return [{ value: shown(known.value), lower: shown(known.lower), upper: shown(known.upper), state,
          title: `${option.name}: ${explorer.showValue(known.value, column)}` }];
      });
      explorer.drawStrip(strip, { rows, slider: column.slider, operator: limit.operator,
        limits: limit.now.map((end) => end * column.factor) });
    };
    return { item, update };
  };

  /* --- weights --------------------------------------------------------------------------------------------------- */

  /** Gives the control of a weight with a function that shows its share of all weights. */
  const makeWeight = (weight, { data, explorer, changed }) => {
    const column = data.columns[weight.column];
    const most = Math.max(MOST, Math.ceil(weight.recorded));
    const range = make("input", {
      type: "range", min: 0, max: most, step: 0.5, "aria-label": `Weight of ${column.name}`, className: "bt-range", autocomplete: "off",
    });
    const number = make("input", {
      type: "number", min: 0, step: "any", "aria-label": `Weight of ${column.name} as a number`, className: "bt-number", autocomplete: "off",
    });
    const share = make("span", { className: "bt-control__share" });
    const reset = resetButton(`the weight of ${column.name}`);
    const set = (value) => { weight.now = Math.max(0, value); changed(); };
    range.addEventListener("input", () => set(Number(range.value)));
    number.addEventListener("input", () => { if (number.value !== "" && Number(number.value) >= 0) set(Number(number.value)); });
    number.addEventListener("blur", () => { number.value = weight.now; });
    reset.addEventListener("click", () => { range.focus(); set(weight.recorded); });
    const ends = [weight.worst, weight.best].map((end) => explorer.showValue(end, column));
    const item = grouped(`Weight of ${column.name}`,
      head(column.name, reset), range, make("div", { className: "bt-control__row" }, number, share),
      make("p", { className: "bt-control__ends" },
        `worth nothing at ${ends[0]}, everything at ${ends[1]}${weight.declared ? "" : " (ends of the slider)"}`));
    const update = (total) => {
      const moved = explorer.isReweighed(weight);
      item.classList.toggle("is-moved", moved);
      reset.hidden = !moved;
      range.value = weight.now;
      range.setAttribute("aria-valuetext", `${weight.now}`);
      if (number !== document.activeElement) number.value = weight.now;
      share.textContent = weight.now && total ? `${Math.round((100 * weight.now) / total)} % of all weight` : "no weight";
    };
    return { item, update };
  };

  Object.assign((window.buttressExplorer ??= {}), { make, makeLimit, makeWeight });
})();
