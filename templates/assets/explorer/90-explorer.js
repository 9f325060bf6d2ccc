/* The explorer of a decision: what is left when a limit or a weight moves. No requests, no storage; what a reader sets
   is kept in the address. The page is complete without it, as the record stands. */
(() => {
  "use strict";

  const explorer = (window.buttressExplorer ??= {});
  const NOTHING = "–";
  const WORDS = { feasible: "feasible", infeasible: "infeasible", unknown: "open" };
  // A theme that swaps pages runs the script anew on each explorer that a reader opens.
  if (explorer.enhance) return explorer.enhance();
  let current = null;

  const later = (wait, action) => {
    let timer = 0;
    return () => { clearTimeout(timer); timer = setTimeout(action, wait); };
  };

  /* --- what is shown -------------------------------------------------------------------------------------------- */

  const start = (root) => {
    const source = root.querySelector("template[data-bt-explorer-data]")?.content.querySelector("script");
    const part = (name) => root.querySelector(`[data-bt-${name}]`);
    if (!source || root.dataset.btReady) return null;
    root.dataset.btReady = "yes";
    const data = JSON.parse(source.textContent);
    const state = explorer.startState(data);
    const { make, listed, percent, summarise, leaderOf, chancesOf, conclude } = explorer;
    let found = null, chances = null, before = null;

    const badge = (name) => root.querySelector(`template[data-bt-badge="${name}"]`).content.firstElementChild.cloneNode(true);
    const icon = (name) => badge(name).querySelector("svg");
    const name = (limit) => `${data.columns[limit.column].name} ${explorer.showClaim(limit, data.columns[limit.column])}`;

    /* The table */

    const reasons = (option) => {
      if (option.feasibility === "feasible") return "";
      const told = (states) => [
        ...state.limits.filter((limit, at) => limit.must && states(found.outcomes[at][option.place])).map(name),
        ...data.fixed.filter((one) => one.must && states(one.verdicts[option.place])).map((one) => one.text)];
      if (option.feasibility === "infeasible") return `misses ${listed(told((one) => one === "violated"))}`;
      const open = told((one) => one && one !== "holds");
      return open.length ? `open: ${listed(open)}` : "no must limits it";
    };

    const showWorth = (stands) => {
      if (!stands) return NOTHING;
      const [low, value, high] = [stands.low, stands.value, stands.high].map((one) => one?.toFixed(2));
      return value === undefined ? `${low}–${high}` : `${value} (${low}–${high})`;
    };

    const showCell = (cell, column, place) => {
      const worst = explorer.worstOf(found.outcomes.filter((_, at) => state.limits[at].column === column).map((one) => one[place]));
      cell.querySelector(".bt-badge")?.remove();
      cell.className = worst ? `bt-cell bt-is-${worst}` : "bt-cell";
      if (worst) cell.append(badge(worst));
    };

    const body = part("options").tBodies[0];
    const showRow = (option) => {
      const [, limits, dominated, worth, best, ...cells] = body.rows[option.place].cells;
      const why = reasons(option);
      limits.replaceChildren(badge(option.feasibility), ...(why ? [make("span", { className: "bt-sub" }, why)] : []));
      dominated.textContent = listed(option.dominatedBy.map((other) => other.name)) || NOTHING;
      worth.textContent = showWorth(option.stands);
      const chance = chances?.[option.place];
      best.textContent = chance === null || chance === undefined ? NOTHING : percent(chance);
      cells.forEach((cell, column) => showCell(cell, column, option.place));
    };

    /* The line of options above everything */

    const showStanding = (item, option, leader) => {
      const chance = chances?.[option.place] ?? null;
      const mark = badge(option.feasibility);
      item.className = `bt-standing ${mark.classList[1]}`;
      item.classList.toggle("bt-standing--best", option === leader);
      item.querySelector("[data-bt-state]").replaceChildren(icon(option.feasibility),
        make("span", { className: "bt-hidden" }, `${WORDS[option.feasibility]}${option === leader ? ", best by the weights" : ""}: `));
      item.querySelector("[data-bt-best]").textContent = chance === null ? WORDS[option.feasibility] : percent(chance);
      item.style.setProperty("--bt-best", `${100 * (chance ?? 0)}%`);
    };

    const moves = () => [
      ...state.limits.filter(explorer.isMoved).map((limit) => {
        const was = limit.recorded.length ? limit.text : "no limit";
        return `${name(limit)} (record: ${was})`;
      }),
      ...state.weights.filter(explorer.isReweighed).map((weight) =>
        `weight of ${data.columns[weight.column].name} ${weight.now} (record: ${weight.recorded})`)];

    const items = [...part("standings").children];
    const showBar = () => {
      const leader = leaderOf(found);
      found.options.forEach((option) => showStanding(items[option.place], option, leader));
      part("say").textContent = summarise(found, chances, data);
      const moved = moves();
      part("moved").textContent = moved.length ? `Moved: ${moved.join("; ")}.` : "Nothing is moved: this is the record.";
      part("reset").disabled = !moved.length;
    };

    /* The plot */

    const plot = part("plot");
    const axisOf = (place) => {
      const column = data.columns[place];
      // A limit that is judged by other evidence, such as another load, speaks of other numbers than the points.
      const ours = (limit) => limit.column === place && limit.must
        && limit.known.every((known, at) => !known || known.value === data.options[at].cells[place].known.value);
      const limits = state.limits.filter(ours).flatMap((limit) =>
        limit.now.map((value, side) => ({
          limit: value * column.factor,
          below: limit.operator.startsWith("<") || (limit.operator === "between" && side === 1),
          text: limit.operator === "between" ? `${side ? "≤" : "≥"} ${explorer.showValue(value, column)}` : explorer.showClaim(limit, column),
        })));
      const name = `${column.name}${column.unit ? ` [${column.unit}]` : ""}`;
      const better = column.direction === "lower" ? "lower is better" : "higher is better";
      return { scale: column.axis, limits, name, title: `${name}, ${better}`, factor: column.factor };
    };
    const shownOn = (option, place) => {
      const { known } = option.cells[place];
      if (known.value === null || known.stated) return null;
      const factor = data.columns[place].factor;
      const shown = (end) => (end === null ? null : end * factor);
      return { value: shown(known.value), lower: shown(known.lower), upper: shown(known.upper) };
    };
    const showPlot = () => {
      if (!plot || !state.axes) return;
      const [x, y] = state.axes;
      const leader = leaderOf(found);
      const placed = found.options.map((option) => ({ option, across: shownOn(option, x), up: shownOn(option, y) }));
      const points = placed.filter(({ across, up }) => across && up).map(({ option, across, up }) => ({
        name: option.name, across, up, state: option.feasibility, chosen: option.chosen, best: option === leader,
        dominated: option.dominatedBy.length > 0 && !option.chosen,
        title: `${option.name}: ${WORDS[option.feasibility]}; ${option.cells[x].text}, ${option.cells[y].text}`,
      }));
      const canvas = part("canvas");
      const width = Math.max(260, Math.floor(canvas.clientWidth));
      const label = `Options by ${data.columns[x].name} and ${data.columns[y].name}; the table below says the same`;
      canvas.replaceChildren(explorer.drawPlot({ axes: [axisOf(x), axisOf(y)], points, width, name: label }));
      const absent = placed.filter(({ across, up }) => !across || !up).map(({ option }) => option.name);
      part("absent").textContent = absent.length ? `Not measured in both: ${listed(absent)}.` : "";
      part("x").value = x;
      part("y").value = y;
    };

    /* Together */

    const limits = state.limits.map((limit) => explorer.makeLimit(limit, { data, explorer, icon, changed: () => change() }));
    const weights = state.weights.map((weight) => explorer.makeWeight(weight, { data, explorer, changed: () => change() }));

    const showAll = () => {
      found.options.forEach(showRow);
      limits.forEach((control, at) => control.update(found.outcomes[at]));
      const total = state.weights.reduce((sum, weight) => sum + weight.now, 0);
      weights.forEach((control) => control.update(total));
      showBar();
      showPlot();
    };

    const announce = later(500, () => {
      const turned = found.options.filter((option, at) => before && before[at] !== option.feasibility)
        .map((option) => `${option.name} is ${option.feasibility === "unknown" ? "open" : option.feasibility} now.`);
      before = found.options.map((option) => option.feasibility);
      part("live").textContent = [summarise(found, chances, data), ...turned].join(" ");
    });
    const remember = later(250, () => {
      const hash = explorer.writeHash(state, data);
      // A place on the page that was jumped to is no state of ours.
      const ours = /^#(limit\.|weight\.|[xy]=)/.test(location.hash);
      if (hash === location.hash || (!hash && !ours)) return;
      try { history.replaceState(history.state, "", location.href.split("#")[0] + hash); } catch { /* some viewers forbid it */ }
    });
    const rank = later(120, () => {
      chances = chancesOf(found, state, data);
      found.options.forEach(showRow);
      showBar();
      showPlot();
      announce();
    });
    const render = (all) => {
      found = conclude(state, data);
      if (all) chances = chancesOf(found, state, data);
      else if (chances) chances = found.options.map((option) => (option.stands ? chances[option.place] : null));
      showAll();
    };
    let waiting = 0;
    const change = () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => { render(false); rank(); remember(); });
    };

    const fill = (list, controls, added) => {
      list.replaceChildren(...controls.filter((_, at) => !added(at)).map(({ item }) => item));
    };
    const more = (details, controls, added) => {
      const extra = controls.filter((_, at) => added(at));
      details.hidden = !extra.length;
      details.querySelector("ul").replaceChildren(...extra.map(({ item }) => item));
    };
    const openMoved = () => {
      if (state.limits.some((limit) => limit.added && explorer.isMoved(limit))) part("more-limits").open = true;
      if (state.weights.some((weight) => !weight.declared && weight.now)) part("more-weights").open = true;
    };
    const restore = (first) => {
      const spoke = explorer.readHash(location.hash, state, data);
      if (!spoke && !first) return;
      openMoved();
      render(true);
      before ??= found.options.map((option) => option.feasibility);
      if (!first) announce();
    };

    const copy = async () => {
      const link = location.href.split("#")[0] + explorer.writeHash(state, data);
      const field = part("link");
      field.value = link;
      try {
        await navigator.clipboard.writeText(link);
        field.hidden = true;
        part("live").textContent = "Link copied.";
        part("copy").textContent = "Copied";
      } catch {
        field.hidden = false;
        field.focus();
        field.select();
        part("live").textContent = "The link is selected: copy it.";
      }
      setTimeout(() => { part("copy").textContent = "Copy link"; }, 2000);
    };

    fill(part("limits"), limits, (at) => state.limits[at].added);
    more(part("more-limits"), limits, (at) => state.limits[at].added);
    fill(part("weights"), weights, (at) => !state.weights[at].declared);
    more(part("more-weights"), weights, (at) => !state.weights[at].declared);
    part("off").remove();
    root.querySelectorAll("[data-bt-tools], [data-bt-hint]").forEach((one) => { one.hidden = false; });
    part("reset").addEventListener("click", () => { explorer.reset(state, data); change(); });
    part("copy").addEventListener("click", copy);
    if (plot && state.axes) {
      plot.hidden = false;
      const places = data.columns.map((_, place) => place).filter((place) => data.columns[place].axis);
      ["x", "y"].forEach((axis, at) => {
        part(axis).replaceChildren(...places.map((place) => new Option(data.columns[place].name, place)));
        part(axis).addEventListener("change", () => { state.axes[at] = Number(part(axis).value); change(); });
      });
      let width = 0;
      new ResizeObserver(([entry]) => {
        if (found && Math.floor(entry.contentRect.width) !== width) showPlot();
        width = Math.floor(entry.contentRect.width);
      }).observe(part("canvas"));
    }
    // What sticks below the bar, and what is jumped to, has to know how high the bar is.
    const bar = part("bar");
    new ResizeObserver(() => root.style.setProperty("--bt-bar-height", `${bar.offsetHeight}px`)).observe(bar);
    restore(true);
    return { restore };
  };

  const enhance = () => {
    const root = document.querySelector("[data-bt-explorer]");
    if (root && !root.dataset.btReady) current = start(root);
    else if (!root) current = null;
  };
  explorer.enhance = enhance;
  window.addEventListener("hashchange", () => current?.restore(false));

  // Material swaps pages without a reload where instant navigation is on, and says nothing of the first one in a folder.
  if (typeof document$ !== "undefined") document$.subscribe(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
  else enhance();
})();
