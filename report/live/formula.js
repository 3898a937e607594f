"use strict";

/**
 * A formula as the writer of the paper describes it: see `formulafit.paper.live.rooms`.
 * An input's `scale` is "log" where it is seen in its logarithm; its `box` is in its own units.
 * @typedef {{name: string, shown: [string, string], box: [number, number], scale: string}} Input
 * @typedef {{
 *   variation: string, method: string, folder: string, best: number, trained: number[],
 *   replicates: Record<string, Description>,
 *   moments: {stage: string, epoch: number, network: Description}[]
 * }} Fit
 * @typedef {{
 *   title: string, expression: string, inputs: Input[], spread: number, fits: Fit[]
 * }} FormulaAbout
 *
 * What the parts of a panel share: the point and the network that are shown. `changed` is called
 * when either is another; it calls everything in `listeners`. `moment` is one of the training of
 * the best replicate, null its end.
 * @typedef {{
 *   about: FormulaAbout, formula: Predict, network: Network | null, fit: Fit, replicate: number,
 *   moment: number | null,
 *   point: number[], listeners: (() => void)[], changed: () => void
 * }} Shown
 */

/** The room of a formula: its trained network, to be asked at any point. */
formulafit.rooms.formula = (/** @type {HTMLElement} */ place) => {
  const { html, word } = formulafit.page;
  const about = /** @type {FormulaAbout} */ (formulafit.page.data("formula")[String(place.dataset.formula)]);
  const fit = about.fits[0];
  if (!fit) { // none of its fits ended well
    place.remove();
    return;
  }
  /** @type {Shown} */
  const shown = {
    about,
    formula: formulafit.formulas[String(place.dataset.formula)],
    network: null,
    fit,
    replicate: fit.best,
    moment: null,
    point: about.inputs.map(formulafit.controls.centre),
    listeners: [],
    changed: () => shown.listeners.forEach((listener) => listener()),
  };
  const title = html("p", { class: "live-title", id: formulafit.page.id() },
    word("try", { title: about.title }));
  const panel = html("section", { class: "live-panel", "aria-labelledby": title.id }, title,
    formulafit.controls.networks(shown),
    formulafit.replay(shown),
    formulafit.controls.point(shown),
    formulafit.controls.values(shown),
    html("p", { class: "live-hint" }, word("hint")),
    formulafit.curve(shown),
    ...(about.inputs.length > 1 ? [formulafit.map(shown)] : []),
    formulafit.controls.code(shown));
  place.append(panel);
  formulafit.controls.open(shown);
};
