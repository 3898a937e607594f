"use strict";

/** Numbers as the page shows them, and the ticks of an axis. */
formulafit.numbers = (() => {
  const PLAIN = [1e-3, 1e5]; // sizes that are written without a power of ten

  /**
   * Round to so many significant digits: the digits, and the power of ten, 0 where it is left out.
   * @param {number} value
   * @param {number} digits
   * @returns {[string, number]}
   */
  function parts(value, digits) {
    const size = Math.abs(value);
    if (value === 0 || (size >= PLAIN[0] && size < PLAIN[1])) {
      return [minus(String(Number(value.toPrecision(digits)))), 0];
    }
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    return [minus(String(Number(mantissa))), Number(exponent)];
  }

  /** @param {string} text */
  function minus(text) {
    return text.replace("-", "−");
  }

  /**
   * Return how many digits of a value count: down to the one that rounding changes, one at least.
   * @param {number} value
   * @param {number} rounding
   * @param {number} most
   * @returns {number}
   */
  function certain(value, rounding, most) {
    const digits = Math.ceil(Math.log10(Math.abs(value) / rounding));
    return Number.isNaN(digits) ? most : Math.min(Math.max(digits, 1), most);
  }

  /**
   * Write a number as plain text: 0.25, −3.1×10^-9.
   * @param {number} value
   * @param {number} [digits]
   * @returns {string}
   */
  function text(value, digits = 4) {
    const [mantissa, exponent] = parts(value, digits);
    return exponent ? `${mantissa}×10^${minus(String(exponent))}` : mantissa;
  }

  /**
   * Write a number in HTML.
   * @param {number} value
   * @param {number} digits
   * @returns {(Node | string)[]}
   */
  function html(value, digits) {
    if (!Number.isFinite(value)) {
      return [formulafit.page.word("undefined")];
    }
    const [mantissa, exponent] = parts(value, digits);
    const power = formulafit.page.html("sup", {}, minus(String(exponent)));
    return exponent ? [`${mantissa}×10`, power] : [mantissa];
  }

  /**
   * Write a number in SVG.
   * @param {number} value
   * @param {number} [digits]
   * @returns {(Node | string)[]}
   */
  function svg(value, digits = 4) {
    const [mantissa, exponent] = parts(value, digits);
    const power = formulafit.page.svg("tspan", { dy: "-0.4em", "font-size": "75%" },
      minus(String(exponent)));
    return exponent ? [mantissa === "1" ? "10" : `${mantissa}×10`, power] : [mantissa];
  }

  /**
   * Return round numbers within a range, at least so many, but for a range that has none.
   * @param {number} low
   * @param {number} high
   * @param {number} count
   * @returns {number[]}
   */
  function ticks(low, high, count) {
    const power = 10 ** Math.floor(Math.log10((high - low) / count));
    const within = (/** @type {number} */ step) => Math.floor(high / step) - Math.ceil(low / step) + 1;
    const step = [10, 5, 2, 1].map((times) => times * power).find((size) => within(size) >= count) || power;
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
      found.push(Number((k * step).toPrecision(12)));
    }
    return found;
  }

  /**
   * Round to what a slider's step would be: a thousandth of its way, to a whole power of ten.
   * @param {number} value
   * @param {number} way
   * @returns {number}
   */
  function rounded(value, way) {
    const digits = Math.max(0, 3 - Math.floor(Math.log10(way)));
    return digits <= 100 ? Number(value.toFixed(digits)) : value;
  }

  return { certain, text, html, svg, ticks, rounded };
})();
