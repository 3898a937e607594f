"use strict";

/**
 * A part of a drawing that has axes, in pixels.
 * @typedef {{left: number, top: number, width: number, height: number}} Frame
 * @typedef {[number, number]} Span
 */

/** Axes and lines in SVG, and when to draw them. */
formulafit.plot = (() => {
  const { svg } = formulafit.page;
  const DIGIT = 7, GAP = 12; // pixels: a digit of 13, and between two numbers

  /**
   * Return a function that asks for a drawing: made in the next frame, or as soon as its element is
   * near to what is seen.
   * @param {Element} element
   * @param {() => void} draw
   * @returns {() => void}
   */
  function painter(element, draw) {
    let [wanted, near, frame] = [true, false, 0];

    function paint() {
      frame = 0;
      if (wanted && near && element.clientWidth) {
        wanted = false;
        draw();
      }
    }

    function request() {
      wanted = true;
      frame ||= near ? requestAnimationFrame(paint) : 0;
    }

    const sight = new IntersectionObserver((entries) => {
      near = entries[entries.length - 1].isIntersecting;
      if (wanted) {
        request();
      }
    }, { rootMargin: "400px" });
    sight.observe(element);
    let width = 0;
    new ResizeObserver(() => {
      if (width !== element.clientWidth) {
        width = element.clientWidth;
        request();
      }
    }).observe(element);
    return request;
  }

  /** Return the function that puts a range at pixels from `start` to `end`.
   * @param {Span} range
   * @param {number} start
   * @param {number} end
   * @returns {(value: number) => number} */
  function scale([low, high], start, end) {
    return (value) => start + (value - low) / (high - low) * (end - start);
  }

  /** Return the range of those values that are finite, and a little more; one around 0 of none.
   * @param {ArrayLike<number>} values
   * @param {number} [more] of the range, at each end
   * @returns {Span} */
  function spanned(values, more = 0) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < values.length; i++) {
      if (Number.isFinite(values[i])) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
      }
    }
    if (low > high) {
      return [-1, 1];
    }
    const room = high > low ? more * (high - low) : Math.abs(low) || 1;
    return [low - room, high + room];
  }

  /** Return the power of ten that an axis leaves out of its numbers.
   * @param {Span} range
   * @returns {number} */
  function powerOf([low, high]) {
    const power = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high))));
    return power < -2 || power > 4 ? power : 0;
  }

  /** Return a tick's number without the axis's power of ten; on a logarithmic one, what it is of.
   * @param {number} value
   * @param {number} power
   * @param {string} kind
   * @returns {(Node | string)[]} */
  function label(value, power, kind) {
    if (kind === "log") {
      return formulafit.numbers.svg(10 ** value, 2);
    }
    return [formulafit.numbers.text(Number((value / 10 ** power).toPrecision(10)), 10)];
  }

  /** Return the ticks of an axis, on a logarithmic one whole powers of ten where it has some.
   * @param {Span} range
   * @param {number} count
   * @param {string} kind
   * @returns {number[]} */
  function ticks(range, count, kind) {
    const found = formulafit.numbers.ticks(...range, count);
    const whole = found.filter(Number.isInteger);
    return kind === "log" && whole.length > 1 ? whole : found;
  }

  /**
   * Return ticks and what stands at them: about one in so many pixels, fewer where what stands there
   * is long, and one at least.
   * @param {Span} range
   * @param {number} width in pixels
   * @param {string} kind
   * @param {number} power
   * @returns {{value: number, text: (Node | string)[]}[]}
   */
  function labelled(range, width, kind, power) {
    const place = scale(range, 0, width);
    for (let count = Math.max(2, Math.floor(width / 90)); ; count--) {
      const found = ticks(range, count, kind).map((value) => ({ value, text: label(value, power, kind) }));
      const room = found.length > 1 ? place(found[1].value) - place(found[0].value) : width;
      if (count === 1 || found.every(({ text }) => length(text) + GAP <= room)) {
        return found;
      }
    }
  }

  /** Return about how many pixels a label takes.
   * @param {(Node | string)[]} text */
  function length(text) {
    return DIGIT * text.reduce((signs, each) => signs + String(typeof each === "string" ? each : each.textContent).length, 0);
  }

  /** Return how much room the numbers of a vertical axis take at its left.
   * @param {Span} range
   * @param {number} height
   * @param {string} [kind]
   * @returns {number} */
  function beside(range, height, kind = "linear") {
    const power = kind === "log" ? 0 : powerOf(range);
    const lengths = ticks(range, steps(height), kind).map((value) => length(label(value, power, kind)));
    return Math.max(58, 14 + Math.ceil(Math.max(0, ...lengths)));
  }

  /** Return how many ticks a vertical axis has at least.
   * @param {number} height */
  function steps(height) {
    return Math.max(2, Math.floor(height / 60));
  }

  /**
   * Draw a horizontal axis below a frame.
   * @param {Frame} frame
   * @param {Span} range
   * @param {SVGElement | string} name
   * @param {string} [kind] linear, or log where the range is of powers of ten
   * @returns {SVGGElement}
   */
  function across(frame, range, name, kind = "linear") {
    const x = scale(range, frame.left, frame.left + frame.width);
    const bottom = frame.top + frame.height;
    const group = svg("g", { class: "live-axis" });
    const power = kind === "log" ? 0 : powerOf(range);
    for (const { value, text } of labelled(range, frame.width, kind, power)) {
      group.append(
        svg("line", { x1: x(value), x2: x(value), y1: bottom, y2: bottom + 4 }),
        svg("text", { x: x(value), y: bottom + 17, "text-anchor": "middle" }, ...text));
    }
    const factor = power ? [" (", ...formulafit.numbers.svg(10 ** power, 1), svg("tspan", { dy: "0.3em" }, ")")] : [];
    group.append(svg("text", { x: frame.left + frame.width / 2, y: bottom + 35, "text-anchor": "middle" },
      name, ...factor));
    return group;
  }

  /**
   * Draw a vertical axis at the left of a frame, with its name above: from its left on, or as far as
   * its right.
   * @param {Frame} frame
   * @param {Span} range
   * @param {SVGElement | string} name
   * @param {"start" | "end"} [anchor]
   * @param {string} [kind]
   * @returns {SVGGElement}
   */
  function up(frame, range, name, anchor = "start", kind = "linear") {
    const y = scale(range, frame.top + frame.height, frame.top);
    const group = svg("g", { class: "live-axis" });
    const power = kind === "log" ? 0 : powerOf(range);
    for (const value of ticks(range, steps(frame.height), kind)) {
      group.append(
        svg("line", { x1: frame.left - 4, x2: frame.left, y1: y(value), y2: y(value) }),
        svg("text", { x: frame.left - 7, y: y(value) + 4, "text-anchor": "end" }, ...label(value, power, kind)));
    }
    const factor = power ? [" (", ...formulafit.numbers.svg(10 ** power, 1), svg("tspan", { dy: "0.3em" }, ")")] : [];
    const x = anchor === "start" ? frame.left : frame.left + frame.width;
    group.append(svg("text", { x, y: frame.top - 7, "text-anchor": anchor }, name, ...factor));
    return group;
  }

  /** Draw the outline of a frame.
   * @param {Frame} frame
   * @returns {SVGRectElement} */
  function outline({ left, top, width, height }) {
    return svg("rect", { class: "live-outline", x: left, y: top, width, height });
  }

  /**
   * Return a line's path, with gaps where a value is not finite; what is far off stays near.
   * @param {ArrayLike<number>} xs
   * @param {ArrayLike<number>} ys
   * @param {(value: number) => number} x
   * @param {(value: number) => number} y
   * @returns {string}
   */
  function path(xs, ys, x, y) {
    let [text, pen] = ["", "M"];
    for (let i = 0; i < xs.length; i++) {
      if (Number.isFinite(ys[i])) {
        const height = Math.min(Math.max(y(ys[i]), -1e4), 1e4);
        text += `${pen}${x(xs[i]).toFixed(2)} ${height.toFixed(2)}`;
        pen = "L";
      } else {
        pen = "M";
      }
    }
    return text;
  }

  /** Return an input's name for a drawing.
   * @param {Input} input
   * @returns {SVGTSpanElement} */
  function symbol({ shown: [base, below] }) {
    const style = { "font-style": base.length === 1 ? "italic" : "normal" };
    const under = below ? [svg("tspan", { dy: "0.3em", "font-size": "75%", "font-style": "normal" }, below)] : [];
    return svg("tspan", {}, svg("tspan", style, base), ...under);
  }

  return { painter, scale, spanned, beside, across, up, outline, path, symbol };
})();
