/* Zoom and pan for drawings wider than their column; without it they scroll. A plain wheel and one finger keep
   scrolling; ctrl or meta with the wheel, two fingers, buttons and keys zoom. No motion. */
(() => {
  "use strict";

  const widthOf = (one) => one.getBoundingClientRect().width;
  const span = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

  const addZoom = (figure, box, svg) => {
    const natural = svg.width.baseVal.value;
    const tools = document.createElement("div");
    const on = (name, act, passive) => box.addEventListener(name, (event) => tools.hidden || act(event), { passive });

    const asDrawn = () => {
      svg.style.width = svg.style.minWidth = "";
      figure.classList.remove("is-zoomed");
    };
    // What lies below a point stays there. The figure grows, so that the page goes on scrolling over it.
    const zoomTo = (width, x, y) => {
      const frame = box.getBoundingClientRect();
      const before = svg.getBoundingClientRect();
      x ??= frame.left + frame.width / 2;
      figure.classList.add("is-zoomed");
      svg.style.minWidth = 0;
      svg.style.width = `${Math.min(Math.max(width, box.clientWidth), natural * 4)}px`;
      const after = svg.getBoundingClientRect();
      const grown = after.width / before.width;
      box.scrollLeft += after.left + (x - before.left) * grown - x;
      if (y) scrollBy(0, after.top + (y - before.top) * grown - y);
    };
    const zoomBy = (factor, x, y) => zoomTo(widthOf(svg) * factor, x, y);

    const larger = () => zoomBy(1.25);
    const smaller = () => zoomBy(0.8);
    const addButton = (text, label, act) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: text, title: label, ariaLabel: label, onclick: act });
      tools.append(button);
    };
    addButton("\u2212", "Smaller", smaller);
    addButton("+", "Larger", larger);
    addButton("\u21ba", "As drawn", asDrawn);
    Object.assign(tools, { className: "bt-zoom", hidden: true });
    box.before(tools);

    const keys = { "+": larger, "=": larger, "-": smaller, 0: asDrawn };
    on("keydown", (event) => !(event.ctrlKey || event.metaKey || event.altKey) && keys[event.key]?.());
    on("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    }, false);

    let pinch;
    on("touchstart", ({ touches }) => { pinch = touches.length === 2 && widthOf(svg) / span(touches); }, true);
    on("touchmove", (event) => {
      const [a, b] = event.touches;
      if (!pinch || !b) return;
      event.preventDefault();
      zoomTo(pinch * span([a, b]), (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
    }, false);

    // A finger drags by scrolling; a mouse must be helped, and still follow links.
    let moved = 0;
    on("pointerdown", () => { moved = 0; });
    on("pointermove", (event) => {
      if (event.pointerType !== "mouse" || event.buttons !== 1) return;
      moved += Math.abs(event.movementX) + Math.abs(event.movementY);
      box.scrollLeft -= event.movementX;
      scrollBy(0, -event.movementY);
    });
    on("dragstart", (event) => event.preventDefault(), false);
    on("click", (event) => moved > 5 && event.preventDefault(), false);

    // Of the box, which tells of no size before it is laid out: asking a figure below the screen would lay it out.
    new ResizeObserver(() => {
      tools.hidden = natural <= box.clientWidth + 1 || !box.clientWidth;
      figure.classList.toggle("is-zoomable", !tools.hidden);
      if (tools.hidden) asDrawn();
    }).observe(box);
  };

  const enhance = () => document.querySelectorAll("figure.bt-figure").forEach((figure) => {
    const box = figure.querySelector(":scope > .bt-figure__scroll");
    const svg = box?.querySelector(":scope > svg");
    if (svg && !figure.querySelector(":scope > .bt-zoom")) addZoom(figure, box, svg);
  });

  // Instant navigation.
  if (typeof document$ !== "undefined") document$.subscribe(enhance);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
  else enhance();
})();
