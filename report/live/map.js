"use strict";

/** A map over two of the inputs, the others as in the point that is shown. */
formulafit.map = (/** @type {Shown} */ shown) => {
  const { html, set, svg, word } = formulafit.page;
  const { plot, controls, colours } = formulafit;
  const { inputs } = shown.about;
  const SIDE = 64; // cells of a side
  const KINDS = { predicted: word("prediction"), truth: word("formula"), error: word("error") };
  let axes = [0, 1]; // the inputs across and up
  let kind = /** @type {keyof typeof KINDS} */ ("predicted");
  /** The cell of the cursor; null: at the point. @type {[number, number] | null} */
  let cursor = null;
  /** @type {Record<string, Float64Array>} */
  let cells = {};
  let computed = ""; // what they were computed of

  const drawing = svg("svg", {
    class: "live-map", tabindex: 0, role: "application", "aria-label": label(), height: 398, // as drawn when wide
    onpointerdown: (event) => read(/** @type {PointerEvent} */ (event)),
    onpointermove: (event) => read(/** @type {PointerEvent} */ (event)),
    onpointercancel: () => renew(), // a finger that scrolls reads nothing
    onclick: take,
    onkeydown: (event) => key(/** @type {KeyboardEvent} */ (event)),
  });
  const told = html("p", { class: "live-read", "aria-hidden": "true" });
  const spoken = html("p", { class: "live-spoken", "aria-live": "polite" });
  const row = html("div", { class: "live-row" });
  const element = html("div", { class: "live-plot" }, row, drawing, told, spoken);

  function label() {
    const [across, up] = axes.map((i) => controls.plain(inputs[i]));
    return word("map", { across, up });
  }

  /** Make the lists to choose from. */
  function fill() {
    const names = inputs.map((input, i) => /** @type {[string, string]} */ ([String(i), controls.plain(input)]));
    const axis = (/** @type {string} */ text, /** @type {number} */ k) =>
      controls.choice(text, names, (value) => choose(k, Number(value)), String(axes[k]));
    const what = controls.choice(word("map_of"), Object.entries(KINDS), (value) => {
      kind = /** @type {keyof typeof KINDS} */ (value);
      request();
    }, kind);
    row.replaceChildren(what, ...(inputs.length > 2 ? [axis(word("across"), 0), axis(word("up"), 1)] : []));
  }

  /** Let an axis be of an input; the other one's gets the one that it was.
   * @param {number} k
   * @param {number} input */
  function choose(k, input) {
    if (axes[1 - k] === input) {
      axes[1 - k] = axes[k];
    }
    axes[k] = input;
    cursor = null;
    fill();
    row.querySelectorAll("select")[k + 1].focus();
    set(drawing, { "aria-label": label() });
    request();
  }

  /** Return the values of the two inputs in the middle of a cell.
   * @param {[number, number]} cell
   * @returns {number[]} */
  function middle(cell) {
    return cell.map((place, k) => {
      const input = inputs[axes[k]];
      const [low, high] = controls.sides(input);
      const middle = low + (place + 0.5) / SIDE * (high - low);
      return input.scale === "log" ? 10 ** middle : middle;
    });
  }

  /** Return how far along an axis of the map a value lies, from 0 to 1 in the box.
   * @param {number} k
   * @param {number} value
   * @returns {number} */
  function share(k, value) {
    const input = inputs[axes[k]];
    return plot.scale(controls.sides(input), 0, 1)(controls.see(input, value));
  }

  /** Compute all cells, unless they are of these very axes, networks and other inputs. */
  function compute() {
    const point = shown.point.slice();
    axes.forEach((i) => { point[i] = 0; });
    const key = JSON.stringify([axes, point, shown.fit.variation, shown.replicate, shown.moment]);
    if (key === computed) {
      return;
    }
    computed = key;
    cells = { predicted: new Float64Array(SIDE * SIDE), truth: new Float64Array(SIDE * SIDE) };
    for (let i = 0; i < SIDE * SIDE; i++) {
      const place = middle([i % SIDE, SIDE - 1 - Math.floor(i / SIDE)]);
      axes.forEach((input, k) => { point[input] = place[k]; });
      cells.predicted[i] = shown.network ? shown.network(point) : NaN;
      cells.truth[i] = shown.formula(point);
    }
    cells.error = cells.predicted.map((value, i) => value - cells.truth[i]);
  }

  /** What is drawn: the formula alone where the network is not in the page. */
  function drawnOf() {
    return shown.network ? kind : "truth";
  }

  /** @param {keyof typeof KINDS} of
   * @returns {Span} */
  function limits(of) {
    if (of !== "error") {
      return plot.spanned(shown.network ? [...cells.predicted, ...cells.truth] : cells.truth);
    }
    const largest = Math.max(...plot.spanned(cells.error).map(Math.abs)) || 1;
    return [-largest, largest];
  }

  /** @type {Frame} */
  let frame = { left: 58, top: 24, width: 1, height: 1 };
  const mark = svg("g", { class: "live-cursor" });

  function draw() {
    compute();
    const of = drawnOf();
    const range = limits(of);
    const [across, up] = axes.map((i) => inputs[i]);
    const left = plot.beside(controls.sides(up), 330, up.scale);
    const right = plot.beside(range, 330) + 36; // the bar, and what is beside it
    const side = Math.max(Math.min(drawing.clientWidth - left - right, 330), 1);
    frame = { left: left + (drawing.clientWidth - left - right - side) / 2, top: 24, width: side, height: side };
    const bar = { left: frame.left + side + right - 24, top: 24, width: 16, height: side };
    const colour = of === "error" ? colours.errors : colours.values;
    const shades = Float64Array.from({ length: SIDE }, (_, i) => 1 - i / (SIDE - 1));
    const image = (/** @type {Frame} */ { left, top, width, height }, /** @type {string} */ href) =>
      svg("image", { x: left, y: top, width, height, href, preserveAspectRatio: "none" });
    set(drawing, { height: side + 68 });
    drawing.replaceChildren(
      image(frame, colours.picture(cells[of], SIDE, range, colour)),
      image(bar, colours.picture(shades, 1, [0, 1], colour)),
      plot.outline(frame), plot.outline(bar),
      plot.across(frame, controls.sides(across), plot.symbol(across), across.scale),
      plot.up(frame, controls.sides(up), plot.symbol(up), "start", up.scale),
      plot.up(bar, range, KINDS[of], "end"), mark);
    point();
  }

  /** Show the cursor and what it reads, and return that in words.
   * @returns {string} */
  function point() {
    const values = cursor ? middle(cursor) : axes.map((i) => shown.point[i]);
    const at = shown.point.slice();
    axes.forEach((input, k) => { at[input] = values[k]; });
    const [x, y] = values.map((value, k) => share(k, value));
    const within = Math.min(x, y, 1 - x, 1 - y) >= 0;
    const [cx, cy] = [frame.left + x * frame.width, frame.top + (1 - y) * frame.height];
    mark.replaceChildren(...(within ? [
      svg("circle", { class: "live-ring live-under", cx, cy, r: 7 }), svg("circle", { class: "live-ring", cx, cy, r: 7 })] : []));
    const { seen, said } = controls.reading(shown, at, axes);
    told.replaceChildren(...seen);
    return said;
  }

  /** @param {PointerEvent} event */
  function read(event) {
    const { left, top } = drawing.getBoundingClientRect();
    const x = (event.clientX - left - frame.left) / frame.width;
    const y = 1 - (event.clientY - top - frame.top) / frame.height;
    if (Math.min(x, y, 1 - x, 1 - y) >= 0) {
      place([Math.floor(x * SIDE), Math.floor(y * SIDE)]);
    }
  }

  /** Put the cursor into a cell, within the map.
   * @param {[number, number]} cell */
  function place([x, y]) {
    const inside = (/** @type {number} */ value) => Math.min(Math.max(value, 0), SIDE - 1);
    cursor = [inside(x), inside(y)];
    spoken.textContent = point();
  }

  /** Let the point be where the cursor is. */
  function take() {
    if (cursor) {
      const values = middle(cursor);
      axes.forEach((input, k) => {
        shown.point[input] = controls.unsee(inputs[input], controls.see(inputs[input], values[k]));
      });
      shown.changed();
    }
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    /** @type {Record<string, [number, number]>} */
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
    if (event.key in steps) {
      const cell = (/** @type {number} */ k) => Math.floor(SIDE * share(k, shown.point[axes[k]]));
      const [x, y] = cursor ?? [cell(0), cell(1)];
      const [dx, dy] = steps[event.key];
      place([x + dx, y + dy]);
    } else if (event.key === "Enter" || event.key === " ") {
      take();
    } else {
      return;
    }
    event.preventDefault();
  }

  const request = plot.painter(drawing, draw);
  fill();

  function renew() {
    cursor = null;
    request();
  }

  shown.listeners.push(renew);
  return element;
};
