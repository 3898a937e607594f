"use strict";

/** Colours of maps: viridis for values, as in the pictures, and orange to purple for errors. */
formulafit.colours = (() => {
  const VALUES = ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"];
  const ERRORS = ["#7f3b08", "#b35806", "#e08214", "#fdb863", "#f7f7f7", "#b2abd2", "#8073ac", "#542788", "#2d004b"];

  /** @param {string} colour */
  function channels(colour) {
    return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  }

  /**
   * Return a function from 0 to 1 to red, green and blue, from 0 to 255.
   * @param {string[]} colours
   * @returns {(share: number) => number[]}
   */
  function between(colours) {
    const stops = colours.map(channels);
    return (share) => {
      const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
      const k = Math.min(Math.floor(place), stops.length - 2);
      return stops[k].map((low, c) => low + (place - k) * (stops[k + 1][c] - low));
    };
  }

  /**
   * Return a picture as a data URL; a value that is not finite is left clear.
   * @param {ArrayLike<number>} values row by row, from the top
   * @param {number} columns
   * @param {Span} range
   * @param {(share: number) => number[]} colour
   * @returns {string}
   */
  function picture(values, columns, [low, high], colour) {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    if (!context) {
      return "";
    }
    [canvas.width, canvas.height] = [columns, values.length / columns];
    const image = context.createImageData(canvas.width, canvas.height);
    for (let i = 0; i < values.length; i++) {
      if (Number.isFinite(values[i])) {
        image.data.set([...colour((values[i] - low) / (high - low)), 255], 4 * i);
      }
    }
    context.putImageData(image, 0, 0);
    return canvas.toDataURL();
  }

  return { values: between(VALUES), errors: between(ERRORS), picture };
})();
