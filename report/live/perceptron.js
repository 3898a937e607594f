"use strict";

/**
 * A unit of two inputs; how far the learning rule has come on one, and what it did on a row.
 * @typedef {{weights: [number, number], bias: number}} Unit
 * @typedef {{
 *   unit: Unit, row: number, passes: number, updates: number, starts: Unit[],
 *   converged: boolean, cycle: number | null
 * }} Run
 * @typedef {{x: [number, number], target: number, output: number, unit: Unit, changed: boolean}} Step
 */

/** One unit of two inputs with the step, and Rosenblatt's rule: what the pages' rooms compute. */
formulafit.perceptron = (() => {
  /** The inputs in the order of a truth table. @type {[number, number][]} */
  const ROWS = [[0, 0], [0, 1], [1, 0], [1, 1]];
  const DIGITS = 12; // after the point: 0.7 + 0.1 − 0.8 is 0, as on paper

  /**
   * Return w₁x₁ + w₂x₂ + b.
   * @param {Unit} unit
   * @param {ArrayLike<number>} x
   * @returns {number}
   */
  function score({ weights, bias }, x) {
    return Number((weights[0] * x[0] + weights[1] * x[1] + bias).toFixed(DIGITS));
  }

  /**
   * Return the output: 1 where the score is not negative, else 0.
   * @param {Unit} unit
   * @param {ArrayLike<number>} x
   * @returns {number}
   */
  function output(unit, x) {
    return score(unit, x) >= 0 ? 1 : 0;
  }

  /** Return the outputs for all rows.
   * @param {Unit} unit
   * @returns {number[]} */
  function table(unit) {
    return ROWS.map((x) => output(unit, x));
  }

  /**
   * Return the part of a square in which a unit's score is not negative: its corners in order.
   * @param {Unit} unit
   * @param {number} low of both coordinates
   * @param {number} high
   * @returns {[number, number][]}
   */
  function region(unit, low, high) {
    /** @type {[number, number][]} */
    const corners = [[low, low], [high, low], [high, high], [low, high]];
    /** @type {[number, number][]} */
    const found = [];
    corners.forEach((corner, i) => {
      const next = corners[(i + 1) % 4];
      const [here, there] = [score(unit, corner), score(unit, next)];
      if (here >= 0) {
        found.push(corner);
      }
      if (here * there < 0) {
        const share = here / (here - there);
        found.push([corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])]);
      }
    });
    return found;
  }

  /**
   * Return the two points in which a unit's line, score 0, cuts the edge of a square.
   * @param {Unit} unit
   * @param {number} low
   * @param {number} high
   * @returns {[number, number][]} none where the line misses the square, or there is no line
   */
  function line(unit, low, high) {
    if (unit.weights.every((weight) => weight === 0)) {
      return [];
    }
    const size = Math.abs(unit.weights[0]) + Math.abs(unit.weights[1]) + Math.abs(unit.bias);
    const ends = region(unit, low, high).filter((corner) => Math.abs(score(unit, corner)) < 1e-9 * size);
    return ends.length === 2 ? ends : [];
  }

  /**
   * A run of the learning rule from zero: w ← w + (t − ŷ) x and b ← b + (t − ŷ) after each row.
   *
   * It has ended when the weights after a pass are those before some pass: the last one, which then
   * made no mistake, or an earlier one, to which the rule will come back for ever.
   * @returns {Run} one that has seen nothing yet
   */
  function begin() {
    const unit = /** @type {Unit} */ ({ weights: [0, 0], bias: 0 });
    return { unit, row: 0, passes: 0, updates: 0, starts: [unit], converged: false, cycle: null };
  }

  /** Tell whether a run has ended.
   * @param {Run} run
   * @returns {boolean} */
  function ended(run) {
    return run.converged || run.cycle !== null;
  }

  /** @param {Unit} a
   * @param {Unit} b */
  function same(a, b) {
    return a.bias === b.bias && a.weights.every((weight, i) => weight === b.weights[i]);
  }

  /**
   * Show the unit of a run the next row, and return what happened.
   * @param {Run} run changed in place
   * @param {number[]} targets the truth table to learn
   * @returns {Step}
   */
  function step(run, targets) {
    const x = ROWS[run.row];
    const target = targets[run.row];
    const found = output(run.unit, x);
    const error = target - found;
    const { weights: [first, second], bias } = run.unit;
    run.unit = { weights: [first + error * x[0], second + error * x[1]], bias: bias + error };
    run.updates += error === 0 ? 0 : 1;
    run.row = (run.row + 1) % ROWS.length;
    if (run.row === 0) {
      close(run, targets);
    }
    return { x, target, output: found, unit: run.unit, changed: error !== 0 };
  }

  /** End a pass.
   * @param {Run} run
   * @param {number[]} targets */
  function close(run, targets) {
    run.passes += 1;
    const before = run.starts.findIndex((start) => same(start, run.unit));
    if (before < 0) {
      run.starts.push(run.unit);
    } else if (table(run.unit).every((value, i) => value === targets[i])) {
      run.converged = true;
    } else {
      run.cycle = run.starts.length - before;
    }
  }

  return { ROWS, score, output, table, region, line, begin, ended, step };
})();
