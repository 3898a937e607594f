"use strict";

/** The room of the learning rule: it goes through a truth table row by row, at the push of a button. */
formulafit.rooms.learning = (/** @type {HTMLElement} */ place) => {
  const { html, word } = formulafit.page;
  const { ROWS, begin, ended, step, table } = formulafit.perceptron;
  const { condition, legend, symbol, tuple, told, panel } = formulafit.weights;
  const functions = /** @type {BooleanFunction[]} */ (formulafit.page.data("learning"));
  let target = functions.find(({ name }) => name === "AND") || functions[0];
  let run = begin();
  /** The steps of the pass that is looked at. @type {Step[]} */
  let steps = [];

  const plane = formulafit.plane.make("x");
  const log = formulafit.weights.table([
    symbol("x1"), symbol("x2"), word("target"), word("output"), symbol("w1"), symbol("w2"), symbol("b"),
  ]);
  const count = html("p");
  const where = html("p");
  const status = html("p", { class: "live-named", role: "status" });
  const choose = formulafit.controls.choice(word("gate"),
    functions.map(({ name }) => [name, name]), (name) => {
      target = functions.find((each) => each.name === name) || target;
      restart();
    }, target.name);
  const row = button(word("next_row"), () => next());
  const pass = button(word("next_pass"), () => until(() => run.row === 0));
  const end = button(word("to_end"), () => until(() => false));
  const again = button(word("again"), restart);

  /** @param {string} text
   * @param {() => void} press */
  function button(text, press) {
    return html("button", { type: "button", onclick: press }, text);
  }

  function next() {
    if (!ended(run)) {
      steps = run.row === 0 ? [] : steps;
      steps.push(step(run, target.table));
    }
    show();
  }

  /** Take at least one step, and go on until the run has ended or it is enough.
   * @param {() => boolean} enough */
  function until(enough) {
    do {
      next();
    } while (!ended(run) && !enough());
  }

  function restart() {
    run = begin();
    steps = [];
    show();
  }

  /** @param {Step} last */
  function change(last) {
    const values = {
      x: tuple(last.x), output: last.output, target: last.target,
      weights: tuple([...last.unit.weights, last.unit.bias]),
    };
    return last.changed ? word("mistake", values) : word("no_mistake", values);
  }

  /** The output for a row and the weights after it, blank where the pass has not come to it.
   * @param {Step | undefined} taken */
  function after(taken) {
    return taken ? [taken.output, ...taken.unit.weights, taken.unit.bias] : ["", "", "", ""];
  }

  function outcome() {
    const values = { passes: run.passes, updates: run.updates, before: run.passes - (run.cycle ?? 0) };
    return run.converged ? word("converged", values) : run.cycle === null ? "" : word("goes_round", values);
  }

  function show() {
    const outputs = table(run.unit);
    const last = steps.at(-1);
    plane.draw([{ unit: run.unit, colour: "first" }], ROWS.map((at, i) => ({
      at, filled: target.table[i] === 1, ringed: Boolean(last) && i === steps.length - 1,
    })), told(outputs));
    log.fill(ROWS.map((x, i) => [...x, target.table[i], ...after(steps[i])]), steps.length - 1);
    where.replaceChildren(...condition(run.unit));
    count.textContent = word("run", { passes: run.passes, updates: run.updates });
    status.textContent = [last ? change(last) : word("from_zero"), outcome()].filter(Boolean).join(" ");
    for (const each of [row, pass, end]) { // not `disabled`, which would take the focus away
      each.setAttribute("aria-disabled", String(ended(run)));
    }
  }

  show();
  const buttons = html("div", { class: "live-row" }, row, pass, end, again);
  const side = html("div", { class: "live-side" }, choose, buttons, status, where, count, log.element);
  const drawn = html("div", {}, plane.element, legend(word("target_is", { value: 1 }), word("target_is", { value: 0 })));
  place.append(panel(word("by_rule"), html("div", { class: "live-pair" }, drawn, side)));
};
