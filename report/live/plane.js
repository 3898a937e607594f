"use strict";

/**
 * What is drawn: the half-plane of a unit in a colour of that name, and a point.
 * @typedef {{unit: Unit, colour: string}} Half
 * @typedef {{at: [number, number], filled: boolean, label?: string, ringed?: boolean}} Mark
 */

/** The plane of two inputs, with the lines of units and the four rows of a truth table in it. */
formulafit.plane = (() => {
  const { set, svg } = formulafit.page;
  const LOW = -0.6, HIGH = 1.6; // of both axes
  const SIDE = 240, EDGE = 34; // of the drawing, and of the room for the axes' numbers

  /** @param {number} value */
  function across(value) {
    return EDGE + (SIDE * (value - LOW)) / (HIGH - LOW);
  }

  /** @param {number} value */
  function down(value) {
    return (SIDE * (HIGH - value)) / (HIGH - LOW);
  }

  /** @param {[number, number][]} corners */
  function path(corners) {
    return corners.map(([x, y]) => `${across(x).toFixed(2)},${down(y).toFixed(2)}`).join(" ");
  }

  /** The name of an axis: a letter and a small number.
   * @param {string} letter
   * @param {number} index
   * @param {number} x
   * @param {number} y */
  function axis(letter, index, x, y) {
    const name = svg("tspan", { "font-style": "italic" }, letter);
    const below = svg("tspan", { dy: "0.25em", "font-size": "75%" }, String(index));
    return svg("text", { x, y, "text-anchor": "middle" }, name, below);
  }

  /**
   * Make a drawing of the plane.
   * @param {string} letter of the axes: x for x₁ and x₂
   * @returns {{element: SVGSVGElement, draw: (halves: Half[], marks: Mark[], told: string) => void}}
   */
  function make(letter) {
    const layer = svg("g");
    const frame = svg("path", { class: "live-axes", d: `M${EDGE},0 V${SIDE} H${EDGE + SIDE}` });
    const ticks = [0, 1].flatMap((value) => [
      svg("text", { x: across(value), y: SIDE + 15, "text-anchor": "middle" }, String(value)),
      svg("text", { x: EDGE - 8, y: down(value) + 4, "text-anchor": "end" }, String(value)),
    ]);
    const names = [axis(letter, 1, across(0.5), SIDE + 22), axis(letter, 2, EDGE - 18, down(0.5) + 4)];
    const element = svg("svg", {
      class: "live-plane", viewBox: `0 -6 ${EDGE + SIDE + 6} ${SIDE + 36}`, role: "img",
    }, layer, frame, ...ticks, ...names);

    /** Show units and points; `told` says the same to those who do not see it.
     * @param {Half[]} halves
     * @param {Mark[]} marks
     * @param {string} told */
    function draw(halves, marks, told) {
      set(element, { "aria-label": told });
      layer.replaceChildren(...halves.flatMap(half), ...marks.flatMap(mark));
    }

    return { element, draw };
  }

  /** @param {Half} half
   * @returns {SVGElement[]} */
  function half({ unit, colour }) {
    const corners = formulafit.perceptron.region(unit, LOW, HIGH);
    const area = svg("polygon", { class: `live-half live-${colour}`, points: path(corners) });
    const line = formulafit.perceptron.line(unit, LOW, HIGH);
    return [area, svg("polyline", { class: `live-line live-${colour}`, points: path(line) })];
  }

  /** @param {Mark} mark
   * @returns {SVGElement[]} */
  function mark({ at: [x, y], filled, label, ringed }) {
    const [cx, cy] = [across(x), down(y)];
    const ring = svg("circle", { class: "live-ring", cx, cy, r: 12 });
    const point = svg("circle", { class: filled ? "live-one" : "live-zero", cx, cy, r: 6 });
    const text = svg("text", { x: cx, y: cy - 13, "text-anchor": "middle" }, label || "");
    return [...(ringed ? [ring] : []), point, ...(label ? [text] : [])];
  }

  return { make };
})();
