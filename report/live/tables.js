"use strict";

/** Tables of many rows: buttons in the heads that sort, and a field that leaves rows out. */
formulafit.tables = (() => {
  const { html, id, set, word } = formulafit.page;
  const MANY = 12; // rows beyond which a table is one to search in
  const NUMBER = /^[<>≤≥≈]? ?([+-]?\d+(?:\.\d+)?)(?:×10\^([+-]?\d+))?(?![\w.])/;
  const POWER = /^[<>≤≥≈]? ?10\^([+-]?\d+)/;
  const RANGE = /^\[([+-]?\d+(?:\.\d+)?),[^\]]*\](?:×10\^([+-]?\d+))?/;
  const ARROWS = { ascending: "▲", descending: "▼" };

  /** @typedef {{row: HTMLTableRowElement, place: number, text: string, cells: string[]}} Row */
  /** @typedef {"ascending" | "descending"} Direction */

  /**
   * Return what a cell says: of a formula its signs, with powers as 10^3, without its TeX.
   * @param {Element} cell
   * @returns {string}
   */
  function text(cell) {
    const copy = /** @type {Element} */ (cell.cloneNode(true));
    copy.querySelectorAll("annotation").forEach((each) => each.remove());
    copy.querySelectorAll("msup").forEach((each) => each.children[1]?.before("^"));
    return String(copy.textContent).replace(/[\s\u2061]+/g, " ").trim();
  }

  /**
   * Return the number that a cell begins with, of a range its low end; NaN where there is none.
   * @param {string} said
   * @returns {number}
   */
  function number(said) {
    const plain = said.replace(/−/g, "-").replace(/(\d)[,\u202f](?=\d{3}(?!\d))/g, "$1").replace(/ ?× ?/g, "×");
    const power = POWER.exec(plain);
    const [, mantissa, exponent] = power ? ["", "1", power[1]] : NUMBER.exec(plain) || RANGE.exec(plain) || [];
    return mantissa === undefined ? NaN : Number(`${mantissa}e${exponent || 0}`);
  }

  /**
   * Return rows in order of a column: as numbers where most of what it says is numbers, else as
   * words. Cells that say nothing come last in both directions; equal ones keep their order.
   * @param {Row[]} rows
   * @param {number} column
   * @param {Direction} direction
   * @returns {Row[]}
   */
  function sorted(rows, column, direction) {
    const said = rows.map(({ cells }) => cells[column] || "").filter(Boolean);
    const numeric = 2 * said.filter((each) => !Number.isNaN(number(each))).length > said.length;
    const sign = direction === "ascending" ? 1 : -1;
    const words = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });

    /** @param {Row} row */
    function missing({ cells }) {
      const cell = cells[column] || "";
      return cell === "" || (numeric && Number.isNaN(number(cell)));
    }

    return [...rows].sort((a, b) => {
      const [left, right] = [a.cells[column], b.cells[column]];
      if (missing(a) || missing(b)) {
        return Number(missing(a)) - Number(missing(b)) || a.place - b.place;
      }
      const order = numeric ? number(left) - number(right) : words.compare(left, right);
      return sign * order || a.place - b.place;
    });
  }

  /**
   * Tell whether a row has every word that is asked for, wherever it stands in it.
   * @param {Row} row
   * @param {string} asked
   * @returns {boolean}
   */
  function matches(row, asked) {
    const found = row.text.toLowerCase();
    return asked.toLowerCase().split(/\s+/).every((each) => found.includes(each));
  }

  /** Make a table one to sort and to search in.
   * @param {HTMLTableElement} table */
  function enhance(table) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row, place) => {
      const cells = Array.from(row.cells, text);
      return { row, place, cells, text: cells.join(" ") };
    });
    const told = html("span", { class: "live-count", role: "status" });
    const field = html("input", { type: "search", id: id(), autocomplete: "off", oninput: filter });
    const bar = html("div", { class: "live-filter" },
      html("label", { for: field.id }, word("rows_with")), field, told);

    function filter() {
      const shown = rows.filter((row) => {
        const found = matches(row, field.value);
        row.row.classList.toggle("live-left-out", !found);
        return found;
      });
      told.textContent = field.value.trim() ? word("rows_shown", { some: shown.length, all: rows.length }) : "";
    }

    /** @param {HTMLTableCellElement} head */
    function sort(head) {
      const before = head.getAttribute("aria-sort");
      const direction = before === "ascending" ? "descending" : before === "descending" ? null : "ascending";
      heads.forEach((each) => mark(each, each === head ? direction : null));
      body.append(...(direction ? sorted(rows, head.cellIndex, direction) : rows).map(({ row }) => row));
      const column = text(/** @type {Element} */ (head.querySelector(".live-head")));
      told.textContent = direction === "ascending" ? word("ascending", { column })
        : direction === "descending" ? word("descending", { column }) : word("unsorted");
    }

    const heads = Array.from(/** @type {HTMLTableSectionElement} */ (table.tHead).rows[0].cells);
    heads.filter((head) => head.textContent?.trim()).forEach((head) => {
      const label = html("span", { class: "live-head" }, ...Array.from(head.childNodes));
      const arrow = html("span", { class: "live-arrow", "aria-hidden": "true" });
      head.append(html("button", {
        type: "button", class: "live-sort", "aria-label": text(label), onclick: () => sort(head),
      }, label, arrow));
      mark(head, null);
    });
    (table.closest(".scroll") || table).before(bar);
  }

  /** @param {HTMLTableCellElement} head
   * @param {Direction | null} direction */
  function mark(head, direction) {
    set(head, { "aria-sort": direction });
    const arrow = head.querySelector(".live-arrow");
    if (arrow) {
      arrow.textContent = direction ? ARROWS[direction] : "↕";
    }
  }

  /** Tell whether a table has many rows that stand for themselves: none goes on the one above.
   * @param {HTMLTableElement} table
   * @returns {boolean} */
  function long(table) {
    const rows = Array.from(table.tBodies[0]?.rows || []);
    const alone = rows.every((row) => row.cells[0]?.textContent?.trim() && row.cells[0].colSpan === 1);
    return rows.length > MANY && alone && table.tHead?.rows.length === 1;
  }

  /** Take up every such table of the paper. */
  function start() {
    const tables = Array.from(document.querySelectorAll("table"));
    tables.filter(long).forEach(enhance);
  }

  return { text, number, sorted, matches, start };
})();
