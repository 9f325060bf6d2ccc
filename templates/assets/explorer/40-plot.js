/* The explorer's pictures: intervals above a slider, and options between two qualities. Shapes say what colours say:
   a disc is feasible (or holds), a cross is not, a ring is open, and a diamond is the chosen option. */
(() => {
  "use strict";

  // A name, and no address that anything asks for.
  const SVG = ["http:", "", "www.w3.org", "2000", "svg"].join("/");
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };
  const titled = (node, text) => { node.prepend(element("title", {}, text)); return node; };

  /** The place of a shown value between the ends of a slider or an axis: 0 to 1, and beyond where it lies beyond. */
  const shareOf = (value, scale) => {
    if (!scale.logarithmic) return (value - scale.low) / (scale.high - scale.low);
    if (value <= 0) return -Infinity;
    return Math.log(value / scale.low) / Math.log(scale.high / scale.low);
  };
  const kept = (share) => Math.min(1, Math.max(0, share));

  const crossed = (r) => `M${-r} ${-r}L${r} ${r}M${-r} ${r}L${r} ${-r}`;
  const diamond = (r) => `M0 ${-r}L${r} 0L0 ${r}L${-r} 0z`;
  const disc = (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  const markOf = (state, chosen, r) => {
    const out = state === "infeasible";
    if (chosen) return diamond(r + 3) + (out ? crossed(2.5) : "");
    return out ? crossed(r - 1.5) : disc(r);
  };

  /* --- intervals above a slider ----------------------------------------------------------------------------- */

  const ROW = 9;
  const percent = (share) => `${(100 * kept(share)).toFixed(2)}%`;

  const addRow = (strip, row, slider, at) => {
    const y = (at + 0.5) * ROW + 2;
    const [from, to] = [row.lower, row.upper].map((end, side) => (end === null ? side : shareOf(end, slider)));
    const css = `bt-point bt-point--${row.state}`;
    const group = titled(element("g", { class: css }), row.title);
    group.append(element("line", { class: "bt-strip-span", x1: percent(from), x2: percent(to), y1: y, y2: y }));
    const mark = element("svg", { x: percent(shareOf(row.value, slider)), y, overflow: "visible" });
    mark.append(element("path", { class: "bt-mark", d: markOf(row.state, false, 3.4) }));
    group.append(mark);
    strip.append(group);
  };

  /** Draws the interval of each option on the scale of a slider, with its limits and what they rule out shaded. */
  const drawStrip = (strip, { rows, slider, limits, operator }) => {
    const known = rows.filter((row) => row.value !== null);
    strip.replaceChildren();
    strip.setAttribute("height", known.length * ROW + 4);
    const shade = (from, to) => to > from && strip.append(
      element("rect", { class: "bt-strip-out", x: percent(from), width: `${100 * (kept(to) - kept(from))}%`, y: 0, height: "100%" }));
    const places = limits.map((limit) => shareOf(limit, slider));
    if (places.length && operator !== "=") {
      if (operator.startsWith("<")) shade(places[0], 1);
      else shade(0, places[0]);
      if (places.length > 1) shade(places[1], 1);
    }
    known.forEach((row, at) => addRow(strip, row, slider, at));
    places.forEach((place) => strip.append(
      element("line", { class: "bt-strip-limit", x1: percent(place), x2: percent(place), y1: 0, y2: "100%" })));
  };

  /* --- options between two qualities ------------------------------------------------------------------------ */

  const FONT = 13;
  const NARROW = 420;
  const FAMILY = getComputedStyle(document.documentElement).getPropertyValue("--bt-fig-font") || "sans-serif";
  const pen = document.createElement("canvas").getContext("2d");
  const widthOf = (text, size = FONT, weight = "") => {
    pen.font = `${weight} ${size}px ${FAMILY}`;
    return pen.measureText(text).width;
  };
  const short = (text, most) => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);
  /** An axis with which way is better, or its name alone where that is too long. */
  const fitting = (told, axis, width) => (widthOf(told(axis.title)) <= width ? told(axis.title) : told(axis.name));
  const overlap = (a, b) =>
    Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
    * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const boxAt = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });

  const gapTo = (box, { x, y }) =>
    Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));

  /** The best of some places around a point: the one that covers least, and lies nearest to it and to no other. */
  const placeLabel = (point, points, text, frame, taken) => {
    const width = widthOf(text, FONT, point.chosen || point.best ? "bold" : "") + 2;
    let best = null;
    for (const [turn, gap] of [12, 22, 36, 52].entries()) {
      for (const [order, [dx, dy]] of [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]].entries()) {
        const left = point.x + dx * gap - (dx < 0 ? width : dx ? 0 : width / 2);
        const box = boxAt(left, point.y + dy * gap - FONT / 2 - 1, width, FONT + 2);
        const beyond = Math.max(0, frame.left - box.left, box.right - frame.right)
          + Math.max(0, frame.top - box.top, box.bottom - frame.bottom);
        const cost = 400 * beyond + taken.reduce((sum, other) => sum + overlap(box, other.box) * other.cost, 0)
          + (turn ? 80 * points.filter((other) => gapTo(box, other) < gapTo(box, point) - 0.01).length : 0)
          + 26 * turn + order;
        if (!best || cost < best.cost) best = { box, cost, far: turn > 0 };
      }
    }
    taken.push({ box: best.box, cost: 4 });
    return best;
  };

  const whiskers = (point) => {
    const path = [];
    if (point.across) {
      const [from, to] = point.across;
      path.push(`M${from} ${point.y}H${to}M${from} ${point.y - 4}v8M${to} ${point.y - 4}v8`);
    }
    if (point.down) {
      const [from, to] = point.down;
      path.push(`M${point.x} ${from}V${to}M${point.x - 4} ${from}h8M${point.x - 4} ${to}h8`);
    }
    return path.join("");
  };

  const regionOf = (axes) => {
    const [x, y] = axes.map((axis) => axis.limits.reduce(([from, to], { limit, below }) =>
      (below ? [from, Math.min(to, limit)] : [Math.max(from, limit), to]), [-Infinity, Infinity]));
    return [x, y];
  };

  const addGrid = (svg, frame, x, y, axes) => {
    const grid = [], texts = element("g", { class: "bt-ticks", "font-size": 12 });
    let last = -Infinity;
    axes[0].scale.ticks.forEach(([value, text]) => {
      const at = x(value);
      grid.push(`M${at} ${frame.top}V${frame.bottom}`);
      if (at - widthOf(text, 12) / 2 < last + 6 || at + widthOf(text, 12) / 2 > frame.right + 10) return;
      last = at + widthOf(text, 12) / 2;
      texts.append(element("text", { x: at, y: frame.bottom + 16, "text-anchor": "middle" }, text));
    });
    axes[1].scale.ticks.forEach(([value, text]) => {
      grid.push(`M${frame.left} ${y(value)}H${frame.right}`);
      texts.append(element("text", { x: frame.left - 6, y: y(value) + 4, "text-anchor": "end" }, text));
    });
    svg.append(element("path", { class: "bt-grid", d: grid.join(""), fill: "none" }), texts);
  };

  const addRegion = (svg, frame, x, y, axes) => {
    if (!axes.some((axis) => axis.limits.length)) return;
    const [across, up] = regionOf(axes);
    const [left, right] = across.map((value, side) => (Number.isFinite(value) ? x(value) : side ? frame.right : frame.left));
    const [bottom, top] = up.map((value, side) => (Number.isFinite(value) ? y(value) : side ? frame.top : frame.bottom));
    if (right <= left || bottom <= top) return;
    svg.append(element("path", { class: "bt-region", d: `M${left} ${top}H${right}V${bottom}H${left}z` }));
  };

  const addLimits = (svg, frame, x, y, axes, taken) => {
    axes.forEach((axis, side) => axis.limits.forEach(({ limit, text }) => {
      const share = shareOf(limit, axis.scale);
      if (share < 0 || share > 1) return;
      const at = side ? y(limit) : x(limit);
      svg.append(element("path", { class: "bt-limit", d: side ? `M${frame.left} ${at}H${frame.right}` : `M${at} ${frame.top}V${frame.bottom}` }));
      const width = widthOf(text, 12);
      const flip = !side && at + width + 6 > frame.right;
      const box = side
        ? boxAt(frame.right - width - 4, at - 17 > frame.top ? at - 17 : at + 3, width, 14)
        : boxAt(flip ? at - width - 5 : at + 5, frame.top + 3, width, 14);
      svg.append(element("text", { class: "bt-limit-text", x: flip || side ? box.right : box.left, y: box.bottom - 3,
        "font-size": 12, "text-anchor": flip || side ? "end" : "start" }, text));
      taken.push({ box, cost: 3 });
    }));
  };

  const spanOf = (low, high, value, place, scale) => {
    if (low === value && high === value) return null;
    const [from, to] = [low, high].map((end, side) => place(end ?? (side ? scale.high : scale.low)));
    return from === to ? null : [Math.min(from, to), Math.max(from, to)];
  };

  const addName = (group, point, points, name, frame, taken) => {
    const { box, far } = placeLabel(point, points, name, frame, taken);
    if (far) {
      const x = Math.min(box.right, Math.max(box.left, point.x));
      const y = Math.min(box.bottom - 2, Math.max(box.top + 2, point.y));
      group.append(element("path", { class: "bt-leader", d: `M${point.x} ${point.y}L${x} ${y}` }));
    }
    group.append(element("text", { x: (box.left + box.right) / 2, y: box.bottom - 4, "text-anchor": "middle" }, name));
  };

  const addPoints = (svg, frame, points, taken, narrow) => {
    points.forEach((point) => {
      taken.push({ box: boxAt(point.x - 8, point.y - 8, 16, 16), cost: 6 });
      if (point.across) taken.push({ box: boxAt(point.across[0], point.y - 2, point.across[1] - point.across[0], 4), cost: 1.5 });
      if (point.down) taken.push({ box: boxAt(point.x - 2, point.down[0], 4, point.down[1] - point.down[0]), cost: 1.5 });
    });
    const most = Math.max(14, Math.floor((frame.right - frame.left) / 14));
    points.forEach((point) => {
      const name = short(point.name, most) + (point.dominated ? " †" : "");
      const css = ["bt-point", `bt-point--${point.state}`, point.chosen && "bt-point--chosen",
        point.dominated && "bt-point--dominated", point.best && "bt-point--best"].filter(Boolean).join(" ");
      const group = titled(element("g", { class: css }), point.title);
      group.append(element("path", { class: "bt-whisker", d: whiskers(point), fill: "none" }));
      if (point.best) group.append(element("circle", { class: "bt-explorer__halo", cx: point.x, cy: point.y, r: 12 }));
      group.append(element("path", { class: "bt-mark", d: markOf(point.state, point.chosen, 5.5), transform: `translate(${point.x} ${point.y})` }));
      // On a phone there is no room for the names of what is ruled out.
      if (!narrow || point.chosen || point.state !== "infeasible") addName(group, point, points, name, frame, taken);
      svg.append(group);
    });
  };

  /** Gives the plot as inline SVG, as wide as its place, so that its text never shrinks. */
  const drawPlot = ({ axes, points, width, name }) => {
    const height = Math.round(Math.min(430, Math.max(260, width * 0.72)));
    const left = 14 + Math.max(...axes[1].scale.ticks.map(([, text]) => widthOf(text, 12)), 20);
    const frame = { left, right: width - 10, top: 26, bottom: height - 40 };
    const x = (value) => frame.left + kept(shareOf(value, axes[0].scale)) * (frame.right - frame.left);
    const y = (value) => frame.bottom - kept(shareOf(value, axes[1].scale)) * (frame.bottom - frame.top);
    const svg = element("svg", { class: "bt-plot bt-explorer__svg", viewBox: `0 0 ${width} ${height}`, width, height,
      role: "img", "aria-label": name, fill: "currentColor", "font-size": FONT });
    addRegion(svg, frame, x, y, axes);
    addGrid(svg, frame, x, y, axes);
    svg.append(element("path", { class: "bt-frame", d: `M${frame.left} ${frame.top}V${frame.bottom}H${frame.right}`, fill: "none" }));
    svg.append(element("text", { class: "bt-axis", x: 0, y: 14 }, fitting((text) => `↑ ${text}`, axes[1], frame.right)));
    svg.append(element("text", { class: "bt-axis", x: frame.right, y: height - 6, "text-anchor": "end" },
      fitting((text) => `${text} →`, axes[0], frame.right)));
    const taken = [];
    addLimits(svg, frame, x, y, axes, taken);
    addPoints(svg, frame, points.map((point) => ({
      ...point,
      x: x(point.across.value),
      y: y(point.up.value),
      across: spanOf(point.across.lower, point.across.upper, point.across.value, x, axes[0].scale),
      down: spanOf(point.up.lower, point.up.upper, point.up.value, y, axes[1].scale),
    })), taken, width < NARROW);
    return svg;
  };

  Object.assign((window.buttressExplorer ??= {}), { element, shareOf, drawStrip, drawPlot });
})();
