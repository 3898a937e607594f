"use strict";

/** Functions that JavaScript has not: erf, erfc and Γ, to a few units in the last place. */
formulafit.special = (() => {
  // Chebyshev coefficients, by tools/chebyshev.py: of (x + 1) exp(x²) erfc(x) from x = 1/2 on, and
  // of 1/Γ(x) from 1 to 2
  const ERFC = [
    0.7126525478039323, -0.17824669476337335, 0.0325362716776634, -0.0020036235800909236,
    -0.00118877985374789, 0.0005572933585550262, -0.00013639847684312264, 2.0292221623352745e-05,
    -1.1453906431314882e-06, -2.3292112443305075e-07, 5.5418003426204584e-08,
    -8.042001072308116e-10, -1.286416032451765e-09, 1.2255163779715092e-10,
    2.7227201897531337e-11, -4.922865149591392e-12, -6.200435607611522e-13,
    1.7105957497110912e-13, 1.707309733299012e-14, -5.869993268261268e-15, -6.046822872419184e-16,
    2.035175119038247e-16, 2.6356169847483464e-17, -6.984227947497546e-18,
  ];
  const GAMMA = [
    1.063773007805262, -0.004985587286840036, -0.06419254361091582, 0.005065798640286087,
    0.0004166091387096889, -8.048141249784711e-05, 2.960011775188017e-06, 2.6897599644059546e-07,
    -3.3396463068683694e-08, 1.0896538645441867e-09, 5.13850186324227e-11, -6.600741004112952e-12,
    2.4769163034825414e-13, 2.2003907817225954e-15, -6.707186064779082e-16,
    3.1317345823123396e-17,
  ];

  /**
   * Add up a Chebyshev series at `y` from -1 to 1, by Clenshaw's recurrence.
   * @param {number[]} coefficients
   * @param {number} y
   */
  function series(coefficients, y) {
    let [one, two] = [0, 0];
    for (let j = coefficients.length - 1; j > 0; j--) {
      [one, two] = [2 * y * one - two + coefficients[j], one];
    }
    return y * one - two + coefficients[0];
  }

  /** erf(x) for |x| up to 1/2, by its Taylor series.
   * @param {number} x */
  function small(x) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  /** erfc(x) for x from 1/2 on. The square is taken apart: its rounding would be magnified.
   * @param {number} x */
  function tail(x) {
    const head = Math.fround(x);
    const bell = Math.exp(-head * head) * Math.exp((head - x) * (head + x));
    return x > 27 ? 0 : bell * series(ERFC, (x - 4.25) / (x + 3.25)) / (x + 1);
  }

  /** The error function.
   * @param {number} x
   * @returns {number} */
  function erf(x) {
    if (Math.abs(x) < 0.5) {
      return small(x);
    }
    return x < 0 ? tail(-x) - 1 : 1 - tail(x);
  }

  /** 1 - erf(x), with all digits where that is small.
   * @param {number} x
   * @returns {number} */
  function erfc(x) {
    if (x >= 0.5) {
      return tail(x);
    }
    return x > -0.5 ? 1 - small(x) : 2 - tail(-x);
  }

  /** Γ(x) for x up to 25, carried into the range from 1 to 2 by xΓ(x) = Γ(x + 1).
   * @param {number} x */
  function carried(x) {
    let [above, below] = [1, 1];
    while (x > 2) {
      x -= 1;
      above *= x;
    }
    while (x < 1) {
      below *= x;
      x += 1;
    }
    return above / below / series(GAMMA, 2 * x - 3);
  }

  /** Γ(x) for x from 25 on, by Stirling's series.
   * @param {number} x */
  function stirling(x) {
    const u = 1 / (x * x);
    const rest = (1 / 12 - u * (1 / 360 - u * (1 / 1260 - u * (1 / 1680 - u / 1188)))) / x;
    const root = Math.pow(x, x / 2 - 0.25); // its square may be too large to hold
    return Math.sqrt(2 * Math.PI) * root * Math.exp(-x) * root * Math.exp(rest);
  }

  /** The gamma function; as SciPy's it is infinite at 0 and undefined at the whole numbers below.
   * @param {number} x
   * @returns {number} */
  function gamma(x) {
    if (x === 0) {
      return 1 / x;
    }
    if (x < 0 && Number.isInteger(x) || x === -Infinity) {
      return NaN;
    }
    if (x > -25) {
      return x > 172 ? Infinity : x > 25 ? stirling(x) : carried(x);
    }
    const whole = Math.round(-x);
    const sine = Math.sin(Math.PI * (-x - whole)) * (whole % 2 ? -1 : 1); // sin(-πx)
    return -x > 200 ? 0 : -Math.PI / (-x * sine) / stirling(-x);
  }

  return { erf, erfc, gamma };
})();
