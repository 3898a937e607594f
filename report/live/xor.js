"use strict";

/** The room of XOR: two hidden units and an output by hand; the inputs beside the hidden space. */
formulafit.rooms.xor = (/** @type {HTMLElement} */ place) => {
  const { html, word } = formulafit.page;
  const { ROWS, output } = formulafit.perceptron;
  const { controls, legend, symbol, told, tuple, panel } = formulafit.weights;
  const given = /** @type {{hidden: Unit[], output: Unit, table: number[]}} */ (formulafit.page.data("xor"));
  const [first, second, last] = structuredClone([...given.hidden, given.output]);

  const inputs = formulafit.plane.make("x");
  const hidden = formulafit.plane.make("h");
  const truth = formulafit.weights.table([
    symbol("x1"), symbol("x2"), symbol("h1"), symbol("h2"), word("output"), "XOR",
  ]);
  const named = html("p", { class: "live-named", role: "status" });
  const units = [
    { unit: first, title: word("hidden_unit", { unit: 1 }), colour: "first" },
    { unit: second, title: word("hidden_unit", { unit: 2 }), colour: "second" },
    { unit: last, title: word("output_unit"), colour: "third" },
  ].map((each) => ({ ...each, controls: controls(["w1", "w2", "b"], each.unit, show) }));
  const reset = html("button", {
    type: "button",
    onclick: () => {
      units.forEach(({ unit, controls: shown }, i) => {
        Object.assign(unit, structuredClone(i < 2 ? given.hidden[i] : given.output));
        shown.show();
      });
      show();
    },
  }, word("constructed_weights"));

  /** The places of the rows in the hidden space, each with the rows that fall there.
   * @param {[number, number][]} places
   * @param {number[]} outputs */
  function gathered(places, outputs) {
    /** @type {Map<string, Mark>} */
    const marks = new Map();
    places.forEach((at, i) => {
      const before = marks.get(String(at));
      const label = [before?.label, tuple(ROWS[i])].filter(Boolean).join(" ");
      marks.set(String(at), { at, filled: outputs[i] === 1, label });
    });
    return [...marks.values()];
  }

  function show() {
    const places = ROWS.map((x) => /** @type {[number, number]} */ ([output(first, x), output(second, x)]));
    const outputs = places.map((h) => output(last, h));
    inputs.draw([{ unit: first, colour: "first" }, { unit: second, colour: "second" }],
      ROWS.map((at, i) => ({ at, filled: outputs[i] === 1 })), told(outputs));
    hidden.draw([{ unit: last, colour: "third" }], gathered(places, outputs),
      word("hidden_places", { places: places.map((h, i) => `${tuple(ROWS[i])} → ${tuple(h)}`).join(", ") }));
    truth.fill(ROWS.map((x, i) => [...x, ...places[i], outputs[i], given.table[i]]));
    const wrong = ROWS.filter((_, i) => outputs[i] !== given.table[i]).map(tuple);
    const text = wrong.length ? word("not_xor", { inputs: wrong.join(", ") }) : word("is_xor");
    if (named.textContent !== text) {
      named.textContent = text;
    }
  }

  show();
  const fieldsets = units.map(({ title, colour, controls: shown }) =>
    html("fieldset", { class: `live-unit live-${colour}` }, html("legend", {}, title), shown.element));
  const figure = (/** @type {SVGSVGElement} */ drawing, /** @type {string} */ caption) =>
    html("figure", {}, drawing, html("figcaption", {}, caption));
  const left = html("div", {}, figure(inputs.element, word("input_plane")), ...fieldsets.slice(0, 2));
  const right = html("div", {}, figure(hidden.element, word("hidden_plane")), fieldsets[2],
    named, truth.element, html("p", {}, reset));
  place.append(panel(word("xor_by_hand"), legend(word("output_is", { value: 1 }), word("output_is", { value: 0 })),
    html("div", { class: "live-halves" }, left, right)));
};
