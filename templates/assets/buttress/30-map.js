/* Filters of the map: what does not match fades, in the drawing and in the table of links. The filters stand in the
   fragment of the address. No requests, no storage. */
(() => {
  "use strict";

  const FADED = "bt-is-faded";
  const numberOf = (element, kind) => [...element.classList].find((one) => one.startsWith(kind))?.slice(kind.length);

  const enhanceMap = (form) => {
    if (form.dataset.btReady) return;
    form.dataset.btReady = "yes";
    const nodes = new Map([...document.querySelectorAll(".bt-node[class*='bt-map-n']")].map((one) => [numberOf(one, "bt-map-n"), one]));
    const edges = [...document.querySelectorAll(".bt-edge[class*='bt-map-from-n']")].map((element) => ({
      element,
      kinds: element.classList,
      ends: [numberOf(element, "bt-map-from-n"), numberOf(element, "bt-map-to-n")],
    }));
    const rows = [...document.querySelectorAll("tr[data-bt-ends]")].map((element) => ({
      element,
      kinds: { contains: (one) => one === element.dataset.btKind },
      ends: element.dataset.btEnds.split(" ").map((one) => one.replace("bt-map-n", "")),
    }));
    const selects = [...form.querySelectorAll("select")];
    const count = form.querySelector("[data-bt-count]");
    const clear = form.querySelector("[type=reset]");
    const markOf = (select) => select.selectedOptions[0].dataset.btMark;

    const apply = () => {
      const relation = selects.filter((one) => one.name === "relation").map(markOf).find(Boolean);
      const marks = selects.filter((one) => one.name !== "relation").map(markOf).filter(Boolean);
      const asked = marks.length > 0 || relation;
      const fits = new Set([...nodes].filter(([, one]) => marks.every((mark) => one.classList.contains(mark))).map(([at]) => at));
      const linked = ({ kinds, ends }) => (!relation || kinds.contains(relation)) && (!marks.length || ends.some((end) => fits.has(end)));
      const touched = new Set(edges.filter(linked).flatMap((edge) => edge.ends));
      let shown = 0;
      let links = 0;
      for (const [at, node] of nodes) {
        const keep = fits.has(at) && (!relation || touched.has(at));
        node.classList.toggle(FADED, !keep);
        shown += keep ? 1 : 0;
      }
      for (const edge of edges) edge.element.classList.toggle(FADED, !linked(edge));
      for (const row of rows) {
        row.element.hidden = !linked(row);
        links += row.element.hidden ? 0 : 1;
      }
      count.textContent = asked ? count.dataset.btCount.replace("{nodes}", shown).replace("{links}", links) : "";
      clear.hidden = !asked;
    };

    const write = () => {
      const set = selects.filter((one) => one.value).map((one) => [one.name, one.value]);
      const hash = set.length ? `#${new URLSearchParams(set)}` : "";
      if (!hash && !location.hash.includes("=")) return;
      try {
        history.replaceState(history.state, "", hash || location.pathname + location.search);
      } catch {
        // Pages that were opened from a folder may not change their address in some browsers.
      }
    };
    const follow = () => {
      if (!form.isConnected) return removeEventListener("hashchange", follow);
      const asked = location.hash.includes("=") ? new URLSearchParams(location.hash.slice(1)) : null;
      if (asked) for (const one of selects) one.value = asked.get(one.name) ?? "";
      apply();
    };

    form.addEventListener("input", () => { apply(); write(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { apply(); write(); selects[0].focus(); }));
    form.hidden = false;
    addEventListener("hashchange", follow);
    follow();
  };

  const enhance = () => document.querySelectorAll("form[data-bt-dim]").forEach(enhanceMap);

  // Material swaps pages without a reload where instant navigation is on.
  if (typeof document$ !== "undefined") document$.subscribe(enhance);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
  else enhance();
})();
