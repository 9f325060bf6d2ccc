/* Filters and sorting for tables that are complete without it. No requests, no storage. */
(() => {
  "use strict";

  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.btValue ?? cell.textContent.trim();
  };
  const facetOf = (row, column) => row.cells[column].dataset.btFacetValue ?? valueOf(row, column);

  const addSorting = (table, rows) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!head.dataset.btSort) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "bt-sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sorted = [...rows].sort((a, b) => collator.compare(valueOf(a, column), valueOf(b, column)));
        table.tBodies[0].append(...(down ? sorted.reverse() : sorted));
      });
    });
  };

  const labelled = (text, control) => {
    const label = document.createElement("label");
    label.append(text, control);
    return label;
  };

  const makeSelect = (rows, column) => {
    const select = document.createElement("select");
    const values = [...new Set(rows.map((row) => facetOf(row, column)).filter(Boolean))].sort(collator.compare);
    select.append(new Option("all", ""), ...values.map((value) => new Option(value, value)));
    return select;
  };

  const addFilters = (table, rows) => {
    const search = document.createElement("input");
    search.type = "search";
    search.placeholder = "type to filter";
    const facets = [...table.tHead.rows[0].cells]
      .map((head, column) => ({ name: head.dataset.btFacet, column }))
      .filter((facet) => facet.name)
      .map((facet) => ({ ...facet, select: makeSelect(rows, facet.column) }))
      .filter((facet) => facet.select.options.length > 2);
    const count = document.createElement("span");
    count.className = "bt-filters__count";
    count.setAttribute("role", "status");
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

    const apply = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row) => {
        const keep = words.every((word) => texts.get(row).includes(word))
          && facets.every(({ select, column }) => !select.value || facetOf(row, column) === select.value);
        row.hidden = !keep;
        shown += keep ? 1 : 0;
      });
      count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length}`;
    };

    const bar = document.createElement("div");
    bar.className = "bt-filters";
    bar.append(labelled("Filter", search));
    facets.forEach(({ name, select }) => bar.append(labelled(name[0].toUpperCase() + name.slice(1), select)));
    bar.append(count);
    bar.addEventListener("input", apply);
    (table.closest(".bt-scroll") ?? table).before(bar);
  };

  const enhance = () => document.querySelectorAll("table[data-bt-table]").forEach((table) => {
    if (table.dataset.btReady || !table.tHead || !table.tBodies.length) return;
    table.dataset.btReady = "yes";
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 2) return;
    addSorting(table, rows);
    if (rows.length > 5 && "btFilter" in table.dataset) addFilters(table, rows);
  });

  // Material swaps pages without a reload where instant navigation is on.
  if (typeof document$ !== "undefined") document$.subscribe(enhance);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
  else enhance();
})();
