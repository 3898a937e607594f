"use strict";

/** The curves of network, formula and error along one input, through the point that is shown. */
formulafit.curve = (/** @type {Shown} */ shown) => {
  const { html, set, svg, word } = formulafit.page;
  const { plot, controls } = formulafit;
  const { inputs } = shown.about;
  const COUNT = 401; // points of a curve
  let along = 0;
  /** Where the cursor stands; null: at the point. @type {number | null} */
  let cursor = null;

  const drawing = svg("svg", {
    class: "live-curve", tabindex: 0, role: "slider", "aria-label": label(),
    onpointerdown: (event) => read(/** @type {PointerEvent} */ (event)),
    onpointermove: (event) => read(/** @type {PointerEvent} */ (event)),
    onpointercancel: () => renew(), // a finger that scrolls reads nothing
    onclick: take,
    onkeydown: (event) => key(/** @type {KeyboardEvent} */ (event)),
  });
  const told = html("p", { class: "live-read" });
  const choose = controls.choice(word("along"), inputs.map((input, i) => [String(i), controls.plain(input)]),
    (value) => {
      along = Number(value);
      set(drawing, { "aria-label": label() });
      renew();
    });
  const element = html("div", { class: "live-plot" },
    html("div", { class: "live-row" }, ...(inputs.length > 1 ? [choose] : []), legend()),
    drawing, told);

  function label() {
    return word("curve", { input: controls.plain(inputs[along]) });
  }

  function legend() {
    const entry = (/** @type {string} */ kind, /** @type {string} */ text) =>
      html("span", { class: `live-key live-${kind}` }, text);
    return html("span", { class: "live-legend" },
      entry("formula", word("formula")), entry("network", word("network")), entry("error", word("error")));
  }

  /** Where the cursor is, on the axis of the curve's input. */
  function here() {
    return controls.see(inputs[along], cursor ?? shown.point[along]);
  }

  /** Return the shown point with another value along the curve.
   * @param {number} value */
  function moved(value) {
    const point = shown.point.slice();
    point[along] = value;
    return point;
  }

  /** What pixels the last drawing put values at. */
  const drawn = {
    x: (/** @type {number} */ value) => value,
    y: (/** @type {number} */ value) => value,
    low: (/** @type {number} */ value) => value,
    left: 0,
    width: 1,
    bottom: 0,
  };
  const mark = svg("g", { class: "live-cursor" });

  function draw() {
    const width = drawing.clientWidth;
    const input = inputs[along];
    const reach = controls.reach(input);
    const step = (reach[1] - reach[0]) / (COUNT - 1);
    const xs = Float64Array.from({ length: COUNT }, (_, i) => reach[0] + i * step);
    const found = Array.from(xs, (place) =>
      controls.at(shown, moved(input.scale === "log" ? 10 ** place : place)));
    const [first, last] = controls.sides(input);
    const within = found.filter((_, i) => first <= xs[i] && xs[i] <= last);
    const range = plot.spanned(within.flatMap(({ predicted, truth }) => [predicted, truth]), 0.08);
    const largest = Math.max(...plot.spanned(within.map(({ error }) => error), 0.1).map(Math.abs)) || 1;
    const left = Math.max(plot.beside(range, 190), plot.beside([-largest, largest], 74));
    const upper = { left, top: 24, width: width - left - 10, height: 190 };
    const lower = { ...upper, top: 246, height: 74 };
    const x = plot.scale(reach, upper.left, upper.left + upper.width);
    const y = plot.scale(range, upper.top + upper.height, upper.top);
    const low = plot.scale([-largest, largest], lower.top + lower.height, lower.top);
    Object.assign(drawn, { x, y, low, left: upper.left, width: upper.width, bottom: lower.top + lower.height });
    const line = (/** @type {string} */ kind, /** @type {number[]} */ ys, /** @type {(v: number) => number} */ scale) =>
      svg("path", { class: `live-line live-${kind}`, d: plot.path(xs, ys, x, scale) });
    const clip = (/** @type {Frame} */ frame, /** @type {SVGElement[]} */ ...children) =>
      svg("svg", { class: "live-clip", x: frame.left, y: frame.top, width: frame.width, height: frame.height,
        viewBox: `${frame.left} ${frame.top} ${frame.width} ${frame.height}` }, ...outside(frame, input, x), ...children);
    drawing.replaceChildren(
      clip(upper, line("formula", found.map(({ truth }) => truth), y),
        line("network", found.map(({ predicted }) => predicted), y)),
      clip(lower, svg("line", { class: "live-zero", x1: lower.left, x2: lower.left + lower.width, y1: low(0), y2: low(0) }),
        line("error", found.map(({ error }) => error), low)),
      plot.outline(upper), plot.outline(lower),
      plot.up(upper, range, word("value_axis")), plot.up(lower, [-largest, largest], word("error")),
      plot.across(lower, reach, plot.symbol(input), input.scale), mark);
    point();
  }

  /** Shade what is outside of the box.
   * @param {Frame} frame
   * @param {Input} input
   * @param {(value: number) => number} x */
  function outside({ left, top, width, height }, input, x) {
    const [low, high] = controls.sides(input).map(x);
    const rest = [[left, low], [high, left + width]];
    return rest.map(([start, end]) =>
      svg("rect", { class: "live-outside", x: start, y: top, width: end - start, height }));
  }

  /** Show the cursor, and where the point is that it has left. */
  function point() {
    const [low, high] = controls.reach(inputs[along]);
    const { predicted, truth, error } = controls.at(shown, moved(cursor ?? shown.point[along]));
    const dot = (/** @type {string} */ kind, /** @type {number} */ cy) =>
      Number.isFinite(cy) ? [svg("circle", { class: `live-dot live-${kind}`, cx: drawn.x(here()), cy, r: 4 })] : [];
    const x = drawn.x(here());
    const line = (/** @type {number} */ at, /** @type {string | null} */ kind) =>
      svg("line", { class: kind, x1: at, x2: at, y1: 24, y2: drawn.bottom });
    const left = controls.see(inputs[along], shown.point[along]);
    mark.replaceChildren(
      ...(cursor !== null && left >= low && left <= high ? [line(drawn.x(left), "live-left")] : []),
      ...(!(here() >= low && here() <= high) ? [] : [line(x, null),
        ...dot("formula", drawn.y(truth)), ...dot("network", drawn.y(predicted)), ...dot("error", drawn.low(error))]));
  }

  /** Tell what the cursor reads. */
  function tell() {
    const [low, high] = controls.reach(inputs[along]);
    const { seen, said } = controls.reading(shown, moved(cursor ?? shown.point[along]), [along]);
    told.replaceChildren(...seen);
    set(drawing, { "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": here(), "aria-valuetext": said });
  }

  /** @param {PointerEvent} event */
  function read(event) {
    const [low, high] = controls.reach(inputs[along]);
    const share = (event.clientX - drawing.getBoundingClientRect().left - drawn.left) / drawn.width;
    place(low + share * (high - low));
  }

  /** Put the cursor at a place on the axis, within what is drawn.
   * @param {number} to */
  function place(to) {
    const [low, high] = controls.reach(inputs[along]);
    cursor = controls.unsee(inputs[along], Math.min(Math.max(to, low), high));
    point();
    tell();
  }

  /** Let the point be where the cursor is. */
  function take() {
    if (cursor !== null) {
      shown.point[along] = cursor;
      shown.changed();
    }
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const [low, high] = controls.reach(inputs[along]);
    const value = here();
    const step = (high - low) / 200;
    /** @type {Record<string, number>} */
    const goals = {
      ArrowLeft: value - step, ArrowDown: value - step, ArrowRight: value + step, ArrowUp: value + step,
      PageDown: value - 20 * step, PageUp: value + 20 * step, Home: low, End: high,
    };
    if (event.key in goals) {
      place(goals[event.key]);
    } else if (event.key === "Enter" || event.key === " ") {
      take();
    } else {
      return;
    }
    event.preventDefault();
  }

  const request = plot.painter(drawing, draw);

  function renew() {
    cursor = null;
    tell();
    request();
  }

  shown.listeners.push(renew);
  return element;
};
