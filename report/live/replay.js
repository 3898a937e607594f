"use strict";

/** A slider through the training of the best replicate: what it predicted then, what it does now. */
formulafit.replay = (/** @type {Shown} */ shown) => {
  const { html, set, word } = formulafit.page;
  const slider = html("input", {
    type: "range", min: 0, step: 1, id: formulafit.page.id(),
    oninput: () => {
      const chosen = slider.valueAsNumber;
      shown.moment = chosen < shown.fit.moments.length ? chosen : null;
      formulafit.controls.open(shown);
    },
  });
  const told = html("output", { for: slider.id });
  const element = html("div", { class: "live-replay" },
    html("label", { for: slider.id }, word("training")), slider, told);

  /** Return how far the training is.
   * @returns {string} */
  function state() {
    if (shown.moment === null) {
      return word("trained");
    }
    const { stage, epoch } = shown.fit.moments[shown.moment];
    return word("moment", { stage, epoch });
  }

  shown.listeners.push(() => {
    const { moments, best } = shown.fit;
    element.hidden = !moments.length || shown.replicate !== best;
    set(slider, { max: moments.length, "aria-valuetext": state() });
    slider.value = String(shown.moment ?? moments.length);
    told.textContent = state();
  });
  return element;
};
