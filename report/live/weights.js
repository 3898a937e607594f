"use strict";

/** Fields and sliders for the weights of a unit, and what rooms of perceptrons show of it. */
formulafit.weights = (() => {
  const { html, id, set, word } = formulafit.page;
  const REACH = 3; // of the sliders, to both sides; a field takes any number
  const STEP = 0.25;

  /**
   * Make the controls of a unit.
   * @param {string[]} names of the two weights and the bias, such as "w1", "w2", "b"
   * @param {Unit} unit changed in place
   * @param {() => void} changed called after each change
   * @returns {{element: HTMLElement, show: () => void}} `show` takes up a unit that another changed
   */
  function controls(names, unit, changed) {
    const rows = names.map((name, i) => row(name, () => (i < 2 ? unit.weights[i] : unit.bias), (value) => {
      if (i < 2) {
        unit.weights[i] = value;
      } else {
        unit.bias = value;
      }
      changed();
    }));
    const element = html("div", { class: "live-inputs" }, ...rows.map((each) => each.element));
    return { element, show: () => rows.forEach((each) => each.show()) };
  }

  /**
   * @param {string} name
   * @param {() => number} value
   * @param {(value: number) => void} take
   */
  function row(name, value, take) {
    const field = html("input", {
      type: "number", step: "any", id: id(), autocomplete: "off", oninput: () => move(field, field.valueAsNumber),
    });
    const slider = html("input", {
      type: "range", min: -REACH, max: REACH, step: STEP, "aria-label": word("slider", { input: name }),
      oninput: () => move(slider, slider.valueAsNumber),
    });

    /** @param {HTMLInputElement} from
     * @param {number} given */
    function move(from, given) {
      if (Number.isFinite(given)) {
        take(given);
        const other = from === field ? slider : field;
        other.value = String(given);
      }
    }

    function show() {
      set(slider, { "aria-valuetext": formulafit.numbers.text(value()) });
      field.value = slider.value = String(value());
    }

    show();
    const label = html("label", { for: field.id, title: word("value", { input: name }) }, symbol(name));
    return { element: html("div", { class: "live-input" }, label, field, slider), show };
  }

  /** Return a name such as w1 with its number set low.
   * @param {string} name
   * @returns {HTMLElement} */
  function symbol(name) {
    const index = name.slice(1);
    return html("span", { class: "live-symbol" }, html("i", {}, name[0]), ...(index ? [html("sub", {}, index)] : []));
  }

  /** Write a point: (0, 1).
   * @param {ArrayLike<number>} values
   * @returns {string} */
  function tuple(values) {
    return `(${Array.from(values, (value) => formulafit.numbers.text(value)).join(", ")})`;
  }

  /** Return the rows with an output of one, for those who do not see the plane.
   * @param {number[]} outputs
   * @returns {string} */
  function told(outputs) {
    const ones = formulafit.perceptron.ROWS.filter((_, i) => outputs[i] === 1).map(tuple);
    return ones.length ? word("plane_ones", { inputs: ones.join(", ") }) : word("plane_none");
  }

  /**
   * Make a table with a head.
   * @param {(string | Node)[]} heads
   * @returns {{element: HTMLElement, fill: (rows: (string | number)[][], marked?: number) => void}}
   */
  function table(heads) {
    const body = html("tbody");
    const head = html("thead", {}, html("tr", {}, ...heads.map((each) => html("th", { scope: "col" }, each))));

    /** @param {(string | number)[][]} rows
     * @param {number} [marked] the row that is looked at */
    function fill(rows, marked) {
      body.replaceChildren(...rows.map((cells, i) =>
        html("tr", { class: i === marked ? "live-marked" : null },
          ...cells.map((cell) => html("td", {}, String(cell).replace("-", "−"))))));
    }

    return { element: html("table", { class: "live-table" }, head, body), fill };
  }

  /**
   * Say where a unit's output is 1: x₁ − 2x₂ + 0.5 ≥ 0.
   * @param {Unit} unit
   * @returns {(Node | string)[]}
   */
  function condition({ weights, bias }) {
    const terms = [...weights, bias].map((factor, i) => ({ factor, name: ["x1", "x2", ""][i] }));
    const sum = terms.filter(({ factor }) => factor !== 0).flatMap(({ factor, name }, i) => {
      const size = Math.abs(factor);
      const sign = factor < 0 ? (i ? " − " : "−") : (i ? " + " : "");
      return [sign + (name && size === 1 ? "" : formulafit.numbers.text(size)), name ? symbol(name) : ""];
    });
    const [before, after] = word("one_where", { condition: "\n" }).split("\n");
    return [before, ...(sum.length ? sum : ["0"]), " ≥ 0", after];
  }

  /** Make the key of a plane: what filled and open points are, and its shade.
   * @param {string} filled
   * @param {string} open
   * @returns {HTMLElement} */
  function legend(filled, open) {
    const entry = (/** @type {string} */ mark, /** @type {string} */ text) =>
      html("span", { class: "live-key" }, html("span", { class: `live-mark live-${mark}` }), text);
    return html("p", { class: "live-legend live-marks" },
      entry("one", filled), entry("zero", open), entry("half", word("shaded")));
  }

  /** Make a panel: its title, and drawings and controls side by side.
   * @param {string} title
   * @param {...Node} parts
   * @returns {HTMLElement} */
  function panel(title, ...parts) {
    const heading = html("p", { class: "live-title", id: id() }, title);
    return html("section", { class: "live-panel", "aria-labelledby": heading.id }, heading, ...parts);
  }

  return { controls, symbol, tuple, told, table, condition, legend, panel };
})();
