"use strict";

/** The room of XOR: two hidden units and an output by hand; the inputs beside the hidden space. */
formulafit.rooms.xor = (/** @type {HTMLElement} */ place) => {
  const { html, word } = formulafit.page;
  const { ROWS, output } = formulafit.perceptron;
  const { controls, symbol, told, tuple, panel } = formulafit.weights;
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
  const planes = html("div", { class: "live-planes" },
    html("figure", {}, inputs.element, html("figcaption", {}, word("input_plane"))),
    html("figure", {}, hidden.element, html("figcaption", {}, word("hidden_plane"))));
  const groups = units.map(({ title, colour, controls: shown }) =>
    html("fieldset", { class: `live-unit live-${colour}` }, html("legend", {}, title), shown.element));
  const below = html("div", { class: "live-below" }, html("div", {}, named, reset), truth.element);
  place.append(panel(word("xor_by_hand"), planes, html("div", { class: "live-units" }, ...groups), below));
};
