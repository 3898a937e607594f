"use strict";

/**
 * A network as the writer of the paper describes it: see `formulafit.paper.live.networks`.
 * @typedef {{kind: string, low: number, high: number, delta: number}} InputMap
 * @typedef {{
 *   x_offset: number[], x_scale: number[], y_offset: number, y_scale: number, maps?: InputMap[]
 * }} Scaling
 * @typedef {{kind: string, threshold?: number}} Axis
 * @typedef {{
 *   hidden: number[], activation: string, output: string, scaling: Scaling, single: boolean,
 *   weights: string, axes?: {inputs: Axis[], output: Axis}
 * }} Description
 * @typedef {(x: ArrayLike<number>) => number} Predict
 *
 * A network that is open. `rounding` is how far its precision may put a prediction off: ε times the
 * sum of the sizes of what the output adds up, |b| + Σ|cφ|, in the formula's units.
 * @typedef {Predict & {single: boolean, rounding: Predict}} Network
 */

/** Trained networks as functions: what `formulafit predict` computes, in double precision. */
formulafit.network = (() => {
  /** @param {number} z */
  const logistic = (z) => 1 / (1 + Math.exp(-z));

  /** @type {Record<string, (z: number) => number>} */
  const activations = {
    gauss: (z) => Math.exp(-0.5 * z * z),
    gelu: (z) => 0.5 * z * formulafit.special.erfc(-z * Math.SQRT1_2),
    relu: (z) => Math.max(z, 0),
    sigmoid: logistic,
    silu: (z) => z * logistic(z),
    sin: Math.sin,
    tanh: Math.tanh,
    step: (z) => Number(z >= 0),
    identity: (z) => z,
  };

  /** @type {Record<string, (u: number, delta: number) => number>} */
  const maps = {
    arccos: (u) => Math.acos(1 - 2 * u),
    sqrt_low: (u) => Math.sqrt(u),
    sqrt_high: (u) => -Math.sqrt(1 - u),
    log_low: (u, delta) => Math.log(u + delta),
    log_high: (u, delta) => -Math.log(1 - u + delta),
  };

  /**
   * Map an input towards its singular end, as `formulafit.input_maps` does.
   * @param {InputMap | undefined} map
   * @param {number} x
   */
  function mapped(map, x) {
    if (!map || map.kind === "identity") {
      return x;
    }
    const u = (x - map.low) / (map.high - map.low);
    return maps[map.kind](Math.min(Math.max(u, 0), 1), map.delta);
  }

  /**
   * See a value on an axis, as `formulafit.axes` does.
   * @param {Axis | undefined} axis
   * @param {number} value
   */
  function seen(axis, value) {
    if (axis?.kind === "log") {
      return Math.log(value);
    }
    return axis?.kind === "symlog" ? Math.asinh(value / (2 * (axis.threshold ?? 1))) : value;
  }

  /**
   * Return the value at a place on an axis.
   * @param {Axis | undefined} axis
   * @param {number} place
   */
  function unseen(axis, place) {
    if (axis?.kind === "log") {
      return Math.exp(place);
    }
    return axis?.kind === "symlog" ? 2 * (axis.threshold ?? 1) * Math.sinh(place) : place;
  }

  /**
   * Return how much a value changes with its place on an axis.
   * @param {Axis | undefined} axis
   * @param {number} place
   */
  function slope(axis, place) {
    if (axis?.kind === "log") {
      return Math.exp(place);
    }
    return axis?.kind === "symlog" ? 2 * (axis.threshold ?? 1) * Math.cosh(place) : 1;
  }

  /** Tell whether the page can compute a network: not where its activation is one of one's own.
   * @param {Description} about
   * @returns {boolean} */
  function known(about) {
    return about.activation in activations && about.output in activations;
  }

  /**
   * Open a network.
   * @param {Description} about
   * @returns {Network}
   */
  function open(about) {
    const { scaling, single, axes } = about;
    const weights = formulafit.page.numbers(about.weights, single);
    const sizes = [scaling.x_offset.length, ...about.hidden, 1];
    const [phi, psi] = [activations[about.activation], activations[about.output]];
    const layers = sizes.map((size) => new Float64Array(size)); // what each layer puts out

    /** One layer: from the values of the one before, and where its weights begin, to its own.
     * @param {Float64Array} from
     * @param {Float64Array} to
     * @param {number} start
     * @param {(z: number) => number} activation */
    function forward(from, to, start, activation) {
      const biases = start + to.length * from.length;
      for (let j = 0; j < to.length; j++) {
        let z = weights[biases + j];
        const row = start + j * from.length;
        for (let i = 0; i < from.length; i++) {
          z += weights[row + i] * from[i];
        }
        to[j] = activation(z);
      }
    }

    /** Compute all layers, and return the output's place on its axis.
     * @param {ArrayLike<number>} x */
    function compute(x) {
      const first = layers[0];
      for (let i = 0; i < first.length; i++) {
        const place = mapped(scaling.maps?.[i], seen(axes?.inputs[i], x[i]));
        const z = (place - scaling.x_offset[i]) / scaling.x_scale[i];
        first[i] = single ? Math.fround(z) : z;
      }
      let start = 0;
      for (let l = 1; l < layers.length; l++) {
        forward(layers[l - 1], layers[l], start, l < layers.length - 1 ? phi : psi);
        start += layers[l].length * (layers[l - 1].length + 1);
      }
      return layers[layers.length - 1][0] * scaling.y_scale + scaling.y_offset;
    }

    /** @param {ArrayLike<number>} x */
    function rounding(x) {
      const place = compute(x);
      const last = layers[layers.length - 2];
      const start = weights.length - last.length - 1;
      const sum = last.reduce((sizes, value, i) => sizes + Math.abs(weights[start + i] * value),
        Math.abs(weights[weights.length - 1]));
      return (single ? 2 ** -23 : 2 ** -52) * sum * Math.abs(scaling.y_scale * slope(axes?.output, place));
    }

    const predict = (/** @type {ArrayLike<number>} */ x) => unseen(axes?.output, compute(x));
    return Object.assign(predict, { single, rounding });
  }

  return { known, open };
})();
