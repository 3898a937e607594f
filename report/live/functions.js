"use strict";

/**
 * The functions that a formula may call, under the names of `formulafit.formula.functions`, and
 * what its signs mean where JavaScript's differ. They give what NumPy gives, NaN where a value is
 * undefined; a condition is 1, 0, or NaN where that depends on an undefined number.
 */
formulafit.functions = (() => {
  /** x to the power of y, as in C: 1 to any power, and any number to the power 0, is 1.
   * @param {number} x
   * @param {number} y
   * @returns {number} */
  function pow(x, y) {
    if (y === 2) {
      return x * x;
    }
    if (y === 0.5) {
      return Math.sqrt(x);
    }
    return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);
  }

  /** The remainder with the sign of y, as in Python.
   * @param {number} x
   * @param {number} y
   * @returns {number} */
  function mod(x, y) {
    const rest = x % y;
    return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
  }

  /** Tell whether a comparison holds.
   * @param {number} left
   * @param {"<" | "<=" | ">" | ">=" | "==" | "!="} sign
   * @param {number} right
   * @returns {number} */
  function compare(left, sign, right) {
    if (Number.isNaN(left) || Number.isNaN(right)) {
      return NaN;
    }
    switch (sign) {
      case "<": return Number(left < right);
      case "<=": return Number(left <= right);
      case ">": return Number(left > right);
      case ">=": return Number(left >= right);
      case "==": return Number(left === right);
      case "!=": return Number(left !== right);
    }
  }

  /** Tell whether all hold: not as soon as one does not, whatever the others are.
   * @param {...number} truths
   * @returns {number} */
  function and(...truths) {
    return truths.includes(0) ? 0 : truths.reduce((left, right) => left * right);
  }

  /** Reverse a condition.
   * @param {number} truth
   * @returns {number} */
  function not(truth) {
    return 1 - truth;
  }

  /** Tell whether one of them holds.
   * @param {...number} truths
   * @returns {number} */
  function or(...truths) {
    return not(and(...truths.map(not)));
  }

  /** Choose by a condition.
   * @param {number} condition
   * @param {number} then
   * @param {number} otherwise
   * @returns {number} */
  function where(condition, then, otherwise) {
    return Number.isNaN(condition) ? NaN : condition === 1 ? then : otherwise;
  }

  /** @type {Record<string, (x: number) => number>} */
  const ofOne = {
    sin: Math.sin,
    cos: Math.cos,
    tan: Math.tan,
    cot: (x) => 1 / Math.tan(x),
    sec: (x) => 1 / Math.cos(x),
    csc: (x) => 1 / Math.sin(x),
    asin: Math.asin,
    acos: Math.acos,
    atan: Math.atan,
    sinh: Math.sinh,
    cosh: Math.cosh,
    tanh: Math.tanh,
    asinh: Math.asinh,
    acosh: Math.acosh,
    atanh: Math.atanh,
    sinc: (x) => (x === 0 ? 1 : Math.sin(x) / x),
    exp: Math.exp,
    log: Math.log,
    log2: Math.log2,
    log10: Math.log10,
    sqrt: Math.sqrt,
    cbrt: Math.cbrt,
    abs: Math.abs,
    sign: Math.sign,
    floor: Math.floor,
    ceil: Math.ceil,
    heaviside: (x) => (x === 0 ? 0.5 : compare(x, ">", 0)),
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    relu: (x) => Math.max(x, 0),
    erf: (x) => formulafit.special.erf(x),
    erfc: (x) => formulafit.special.erfc(x),
    gamma: (x) => formulafit.special.gamma(x),
  };
  const { atan2, min, max } = Math;
  return { ...ofOne, atan2, mod, min, max, where, pow, compare, and, or, not };
})();
