/* Filters and sorting for tables that are complete without it. No requests, no storage.

   A table with `data-bt-table` can be sorted by each head with `data-bt-sort` ("number" or "text"); a cell's
   `data-bt-value` is what it is sorted by. With `data-bt-filter`, filters are made from the heads with
   `data-bt-facet`. A page may bring filters of its own, which may be richer: a form with `data-bt-filters` equal to
   the table's `data-bt-table`. Its controls are named after the rows' attributes (`status` for `data-bt-status`,
   several values on lines of their own), but for `words`, `from` and `to`. With `data-bt-address`, filters and order
   stand in the fragment of the address, so that a filtered table can be linked. */
(() => {
  "use strict";

  // Made when something is sorted: loading the rules of a language takes longer than all else here.
  let collator;
  const compareTexts = (a, b) => {
    collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
    return collator.compare(a, b);
  };
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.btValue ?? cell.textContent.trim();
  };

  /* --- sorting ---------------------------------------------------------------------------------------------- */

  /* Rows in the order of a column; what has no value comes last either way. */
  const sorted = (rows, column, kind, down) => {
    const keyed = rows.map((row) => {
      const text = valueOf(row, column);
      return { row, text, number: text === "" ? NaN : Number(text) };
    });
    const missing = kind === "number" ? (one) => Number.isNaN(one.number) : (one) => one.text === "";
    const compare = kind === "number"
      ? (a, b) => a.number - b.number
      : (a, b) => compareTexts(a.text, b.text);
    const known = keyed.filter((one) => !missing(one)).sort(down ? (a, b) => compare(b, a) : compare);
    return [...known, ...keyed.filter(missing)].map((one) => one.row);
  };

  /* A head with links in it cannot become a button as a whole. */
  const makeButton = (head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "bt-sort";
    if (head.querySelector("a")) {
      button.classList.add("bt-sort--small");
      button.setAttribute("aria-label", `Sort by ${head.dataset.btLabel ?? head.querySelector("a").textContent}`);
      head.append(button);
    } else {
      button.append(...head.childNodes);
      head.append(button);
    }
    return button;
  };

  const addSorting = (table, rows, changed) => {
    const heads = [...table.tHead.rows[0].cells];
    const order = (column, way) => {
      heads.forEach((head) => head.removeAttribute("aria-sort"));
      if (way) heads[column].setAttribute("aria-sort", way);
      table.tBodies[0].append(...(way ? sorted(rows, column, heads[column].dataset.btSort, way === "descending") : rows));
    };
    heads.forEach((head, column) => {
      if (!head.dataset.btSort) return;
      makeButton(head).addEventListener("click", () => {
        const first = head.dataset.btFirst ?? "ascending";
        const second = first === "ascending" ? "descending" : "ascending";
        const now = head.getAttribute("aria-sort");
        order(column, now === first ? second : now === second ? null : first);
        changed();
      });
    });
    return {
      /* What stands in the address: the key of a column, with a minus for the other way round. */
      get text() {
        const head = heads.find((one) => one.hasAttribute("aria-sort"));
        if (!head?.dataset.btKey) return "";
        return (head.getAttribute("aria-sort") === "descending" ? "-" : "") + head.dataset.btKey;
      },
      set text(text) {
        if (text === this.text) return;
        const column = heads.findIndex((one) => one.dataset.btKey && one.dataset.btKey === text.replace(/^-/, ""));
        order(column, column < 0 ? null : text.startsWith("-") ? "descending" : "ascending");
      },
    };
  };

  /* --- filters ---------------------------------------------------------------------------------------------- */

  const attribute = (name) => `bt${name[0].toUpperCase()}${name.slice(1)}`;

  const labelled = (text, control) => {
    const label = document.createElement("label");
    label.append(text, " ", control);
    return label;
  };

  const makeSelect = (name, rows) => {
    const select = Object.assign(document.createElement("select"), { name });
    const given = rows.map((row) => row.dataset[attribute(name)]).filter(Boolean);
    const values = [...new Set(given)].sort(compareTexts);
    select.append(new Option("any", ""), ...values.map((value) => new Option(value, value)));
    return select;
  };

  /* Filters for a table that brings none: words, and a list for each head that asks for one. */
  const makeForm = (table, rows) => {
    const form = document.createElement("form");
    form.className = "bt-filters";
    form.setAttribute("aria-label", "Filter the table");
    const search = document.createElement("input");
    Object.assign(search, { type: "search", name: "words", placeholder: "in any column", autocomplete: "off" });
    form.append(labelled("Words", search));
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const name = head.dataset.btFacet;
      if (!name) return;
      rows.forEach((row) => {
        row.dataset[attribute(name)] = row.cells[column].dataset.btFacetValue ?? valueOf(row, column);
      });
      const select = makeSelect(name, rows);
      if (select.options.length > 2) form.append(labelled(name[0].toUpperCase() + name.slice(1), select));
    });
    const count = Object.assign(document.createElement("span"), { className: "bt-filters__count" });
    count.setAttribute("role", "status");
    count.dataset.btCount = "{shown} of {all}";
    const clear = { type: "reset", className: "bt-filters__clear", textContent: "Clear filters", hidden: true };
    const end = Object.assign(document.createElement("p"), { className: "bt-filters__end" });
    end.append(count, " ", Object.assign(document.createElement("button"), clear));
    form.append(end);
    (table.closest(".bt-scroll") ?? table).before(form);
    return form;
  };

  /* What a control asks of a row; null while it asks nothing. */
  const demandOf = ({ name, value }, texts) => {
    if (!value) return null;
    if (name === "from") return (row) => row.dataset.btDate >= value;
    if (name === "to") return (row) => row.dataset.btDate <= value;
    if (name !== "words") return (row) => (row.dataset[attribute(name)] ?? "").split("\n").includes(value);
    const words = value.toLowerCase().split(/\s+/).filter(Boolean);
    return (row) => words.every((word) => texts(row).includes(word));
  };

  const addFilters = (form, table, rows, changed) => {
    const controls = [...form.elements].filter((one) => one.name);
    const count = form.querySelector("[data-bt-count]");
    const clear = form.querySelector("[type=reset]");
    const none = document.querySelector(`[data-bt-none="${table.dataset.btTable}"]`);
    const known = new Map();
    const texts = (row) => {
      if (!known.has(row)) known.set(row, row.textContent.toLowerCase());
      return known.get(row);
    };
    const apply = () => {
      const demands = controls.map((one) => demandOf(one, texts)).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const keep = demands.every((demand) => demand(row));
        if (row.hidden === keep) row.hidden = !keep;
        shown += keep ? 1 : 0;
      }
      const told = count.dataset.btCount.replace("{shown}", shown).replace("{all}", rows.length);
      count.textContent = demands.length ? told : "";
      clear.hidden = !demands.length;
      if (none) none.hidden = shown > 0;
    };
    form.addEventListener("input", () => { apply(); changed(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    // The controls are empty only after the event.
    form.addEventListener("reset", () => setTimeout(() => { apply(); changed(); controls[0].focus(); }));
    form.hidden = false;
    return { controls, apply };
  };

  /* --- the address ------------------------------------------------------------------------------------------ */

  const readAddress = () => {
    const text = location.hash.slice(1);
    return text.includes("=") ? new URLSearchParams(text) : null;
  };

  const writeAddress = (filters, sorting) => {
    const set = filters.controls.filter((one) => one.value).map((one) => [one.name, one.value]);
    if (sorting.text) set.push(["sort", sorting.text]);
    const hash = set.length ? `#${new URLSearchParams(set)}` : "";
    if (hash === location.hash || (!hash && !readAddress())) return;
    try {
      history.replaceState(history.state, "", hash || location.pathname + location.search);
    } catch {
      // Pages that were opened from a folder may not change their address in some browsers.
    }
  };

  const followAddress = (filters, sorting) => {
    const asked = readAddress();
    if (!asked) return;
    const year = asked.get("year");
    if (/^\d{4}$/.test(year ?? "")) {
      asked.set("from", `${year}-01-01`);
      asked.set("to", `${year}-12-31`);
    }
    for (const one of filters.controls) one.value = asked.get(one.name) ?? "";
    sorting.text = asked.get("sort") ?? "";
    filters.apply();
  };

  /* --- all of it -------------------------------------------------------------------------------------------- */

  const enhanceTable = (table) => {
    if (table.dataset.btReady || !table.tHead || !table.tBodies.length) return;
    table.dataset.btReady = "yes";
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 2) return;
    let filters = null;
    const inAddress = "btAddress" in table.dataset;
    const changed = () => { if (filters && inAddress) writeAddress(filters, sorting); };
    const sorting = addSorting(table, rows, changed);
    const own = document.querySelector(`form[data-bt-filters="${table.dataset.btTable}"]`);
    if (!own && !(rows.length > 5 && "btFilter" in table.dataset)) return;
    filters = addFilters(own ?? makeForm(table, rows), table, rows, changed);
    // Browsers keep what was typed when a page is loaded again; the address says more.
    if (!inAddress || !readAddress()) filters.apply();
    if (!inAddress) return;
    followAddress(filters, sorting);
    const follow = () => {
      if (table.isConnected) followAddress(filters, sorting);
      else removeEventListener("hashchange", follow);
    };
    addEventListener("hashchange", follow);
  };

  const enhance = () => document.querySelectorAll("table[data-bt-table]").forEach(enhanceTable);

  // Material swaps pages without a reload where instant navigation is on.
  if (typeof document$ !== "undefined") document$.subscribe(enhance);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
  else enhance();
})();
