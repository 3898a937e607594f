"use strict";

/**
 * What the rooms of the perceptron read: all functions of two inputs, weights where there are any.
 * @typedef {{name: string, table: number[], unit: Unit | null}} BooleanFunction
 */

/** The room of a perceptron: weights by hand, its line, its truth table, and which function it is. */
formulafit.rooms.perceptron = (/** @type {HTMLElement} */ place) => {
  const { html, word } = formulafit.page;
  const { ROWS, score, table } = formulafit.perceptron;
  const { condition, controls, legend, symbol, told, panel } = formulafit.weights;
  const functions = /** @type {BooleanFunction[]} */ (formulafit.page.data("perceptron"));
  const separable = functions.filter((each) => each.unit);
  const unit = /** @type {Unit} */ (structuredClone(separable.find(({ name }) => name === "AND")?.unit));

  const plane = formulafit.plane.make("x");
  const truth = formulafit.weights.table([symbol("x1"), symbol("x2"), html("i", {}, "z"), word("output")]);
  const named = html("p", { class: "live-named", role: "status" });
  const where = html("p");
  const weights = controls(["w1", "w2", "b"], unit, show);
  const presets = formulafit.controls.choice(word("weights_of"),
    [["", word("own_weights")], ...separable.map(({ name }) => /** @type {[string, string]} */ ([name, name]))],
    (name) => {
      Object.assign(unit, structuredClone(separable.find((each) => each.name === name)?.unit));
      weights.show();
      show();
    });
  const list = presets.querySelector("select");

  function show() {
    const outputs = table(unit);
    const found = functions.find((each) => each.table.every((value, i) => value === outputs[i]));
    const name = found ? found.name : "";
    plane.draw([{ unit, colour: "first" }], ROWS.map((at, i) => ({ at, filled: outputs[i] === 1 })), told(outputs));
    truth.fill(ROWS.map((x, i) => [...x, score(unit, x), outputs[i]]));
    const text = word("computes", { function: name });
    if (named.textContent !== text) {
      named.textContent = text;
    }
    where.replaceChildren(...condition(unit));
    if (list) {
      const asGiven = JSON.stringify(found?.unit) === JSON.stringify(unit);
      list.value = asGiven ? name : "";
    }
  }

  show();
  const side = html("div", { class: "live-side" }, presets, weights.element, named, where, truth.element);
  const drawn = html("div", {}, plane.element, legend(word("output_is", { value: 1 }), word("output_is", { value: 0 })));
  place.append(panel(word("by_hand"), html("div", { class: "live-pair" }, drawn, side)));
};
