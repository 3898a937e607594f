"use strict";

/** The parts of a formula's panel in which a network and a point are chosen, and what it says. */
formulafit.controls = (() => {
  const { html, set, word } = formulafit.page;
  const MARGIN = 0.25; // of a range, which a slider goes beyond each of its ends

  /** Return an input's name in letters, with what stands below.
   * @param {Input} input
   * @returns {HTMLElement} */
  function symbol({ shown: [base, below] }) {
    const letter = html(base.length === 1 ? "i" : "span", {}, base);
    return html("span", { class: "live-symbol" }, letter, ...(below ? [html("sub", {}, below)] : []));
  }

  /** Return an input's name where only text can stand.
   * @param {Input} input
   * @returns {string} */
  function plain({ shown: [base, below] }) {
    return below ? `${base}_${below}` : base;
  }

  /** Return where a value lies on an input's axis: itself, or the power of ten that it is.
   * @param {Input} input
   * @param {number} value
   * @returns {number} */
  function see(input, value) {
    return input.scale === "log" ? Math.log10(value) : value;
  }

  /** Return the value at a place on an input's axis, with so many digits as a hand can choose.
   * @param {Input} input
   * @param {number} place
   * @returns {number} */
  function unsee(input, place) {
    const [low, high] = reach(input);
    return input.scale === "log" ? Number((10 ** place).toPrecision(4))
      : formulafit.numbers.rounded(place, high - low);
  }

  /** Return the ends of the box on an input's axis.
   * @param {Input} input
   * @returns {[number, number]} */
  function sides(input) {
    return [see(input, input.box[0]), see(input, input.box[1])];
  }

  /** Return the value in the middle of an input's box, as its axis has it.
   * @param {Input} input
   * @returns {number} */
  function centre(input) {
    const [low, high] = sides(input);
    return input.scale === "log" ? unsee(input, (low + high) / 2) : (low + high) / 2;
  }

  /** Return how far sliders and curves of an input go, on its axis.
   * @param {Input} input
   * @returns {[number, number]} */
  function reach(input) {
    const [low, high] = sides(input);
    const margin = MARGIN * (high - low);
    return [low - margin, high + margin];
  }

  /**
   * Make a list to choose from, with its label.
   * @param {string} label
   * @param {[string, string][]} choices values with what is shown
   * @param {(value: string) => void} take
   * @param {string} [chosen]
   * @returns {HTMLLabelElement}
   */
  function choice(label, choices, take, chosen) {
    const list = html("select", { onchange: () => take(list.value) },
      ...choices.map(([value, text]) => html("option", { value }, text)));
    list.value = chosen ?? choices[0][0];
    return html("label", { class: "live-choice" }, html("span", {}, label), list);
  }

  /** Open the network that is chosen, and show it.
   * @param {Shown} shown */
  function open(shown) {
    const { fit, replicate, moment } = shown;
    const description = moment === null ? fit.replicates[replicate] : fit.moments[moment].network;
    const there = description && formulafit.network.known(description);
    shown.network = there ? formulafit.network.open(description) : null;
    shown.changed();
  }

  /** The choice of a method and of a replicate, each where there is one.
   * @param {Shown} shown
   * @returns {HTMLElement} */
  function networks(shown) {
    const { fits } = shown.about;
    const row = html("div", { class: "live-row" });

    function fill() {
      const { best, trained } = shown.fit;
      const methods = choice(word("method"), fits.map(({ variation, method }) => [variation, method]),
        (value) => {
          shown.fit = fits.find(({ variation }) => variation === value) || fits[0];
          shown.replicate = shown.fit.best;
          shown.moment = null;
          fill();
          row.querySelector("select")?.focus();
          open(shown);
        }, shown.fit.variation);
      const replicates = choice(word("replicate"),
        trained.map((each) => [String(each), each === best ? word("best", { replicate: each }) : String(each)]),
        (value) => {
          shown.replicate = Number(value);
          shown.moment = null;
          open(shown);
        }, String(shown.replicate));
      row.replaceChildren(...(fits.length > 1 ? [methods] : []), ...(trained.length > 1 ? [replicates] : []));
    }

    fill();
    return row;
  }

  /** A field and a slider for each input.
   * @param {Shown} shown
   * @returns {HTMLElement} */
  function point(shown) {
    const rows = shown.about.inputs.map((input, i) => inputRow(shown, input, i));
    return html("div", { class: "live-inputs" }, ...rows);
  }

  /**
   * @param {Shown} shown
   * @param {Input} input
   * @param {number} i
   */
  function inputRow(shown, input, i) {
    const [low, high] = reach(input);
    const named = { input: plain(input) };
    const field = html("input", {
      type: "number", step: "any", id: formulafit.page.id(), autocomplete: "off",
      oninput: () => move(field.valueAsNumber),
      onblur: () => shown.changed(), // what was left empty shows its value again
    });
    const slider = html("input", {
      type: "range", step: "any", min: low, max: high, "aria-label": word("slider", named),
      oninput: () => move(unsee(input, slider.valueAsNumber)),
    });

    /** @param {number} value */
    function move(value) {
      if (Number.isFinite(value)) {
        shown.point[i] = value;
        shown.changed();
      }
    }

    shown.listeners.push(() => {
      const value = shown.point[i];
      if (field.valueAsNumber !== value) {
        field.value = String(value);
      }
      if (document.activeElement !== slider) {
        slider.value = String(see(input, value));
      }
      set(slider, { "aria-valuetext": formulafit.numbers.text(value) });
    });
    const track = html("div", { class: "live-track", title: word("box", { low: input.box[0], high: input.box[1] }) },
      slider);
    const label = html("label", { for: field.id, title: word("value", named) }, symbol(input));
    return html("div", { class: "live-input" }, label, field, track);
  }

  /** Tell whether a point lies in the box, faces included.
   * @param {Shown} shown
   * @returns {boolean} */
  function inside(shown) {
    return shown.about.inputs.every(({ box }, i) => box[0] <= shown.point[i] && shown.point[i] <= box[1]);
  }

  /** Prediction, true value and error; what is to be said of them.
   * @param {Shown} shown
   * @returns {HTMLElement} */
  function values(shown) {
    const names = [word("prediction"), word("formula"), word("error")];
    const cells = ["prediction", "formula", "error"].map((of) => html("dd", { "data-of": of }));
    const pairs = names.map((name, k) => html("div", {}, html("dt", {}, name), cells[k]));
    const told = html("p", { class: "live-told", role: "status" });
    shown.listeners.push(() => {
      const predicted = shown.network ? shown.network(shown.point) : NaN;
      const truth = shown.formula(shown.point);
      [predicted, truth, predicted - truth].forEach((value, k) => {
        set(cells[k], { "data-value": String(value) });
        cells[k].replaceChildren(...formulafit.numbers.html(value, k < 2 ? 8 : 2));
      });
      const text = shown.network ? (inside(shown) ? "" : word("outside"))
        : word("left_out", { command: command(shown) });
      if (told.textContent !== text) {
        told.textContent = text;
      }
    });
    return html("div", { class: "live-values" }, html("dl", {}, ...pairs), told);
  }

  /** Return in one line what a cursor reads.
   * @param {number} predicted
   * @param {number} truth
   * @param {number} error
   * @returns {(Node | string)[]} */
  function reading(predicted, truth, error) {
    const value = (/** @type {string} */ kind, /** @type {string} */ name, /** @type {number} */ number, /** @type {number} */ digits) =>
      html("span", { class: `live-key live-${kind}` }, `${name} `, ...formulafit.numbers.html(number, digits));
    return [value("formula", word("formula"), truth, 6), " ", value("network", word("network"), predicted, 6), " ",
      value("error", word("error"), error, 2)];
  }

  /** Return what predicts the shown point in a shell.
   * @param {Shown} shown
   * @returns {string} */
  function command({ fit, replicate, point, about }) {
    const folder = /^[\w./-]+$/.test(fit.folder) ? fit.folder : `'${fit.folder.replaceAll("'", "'\\''")}'`;
    const which = replicate === fit.best ? "" : ` --replicate ${replicate}`;
    const values = about.inputs.map(({ name }, i) => `${name}=${point[i]}`);
    return `formulafit predict ${folder}${which} ${values.join(" ")}`;
  }

  /** The point as Python, and a button that copies it.
   * @param {Shown} shown
   * @returns {HTMLElement} */
  function code(shown) {
    const text = html("code");
    const block = html("pre", { tabindex: 0, "aria-label": word("python") }, text);
    const told = html("span", { role: "status" });
    const button = html("button", { type: "button", onclick: copy }, word("copy"));

    async function copy() {
      try {
        await navigator.clipboard.writeText(String(text.textContent));
        told.textContent = word("copied");
      } catch { // a browser that keeps its clipboard to itself
        getSelection()?.selectAllChildren(text);
        told.textContent = word("selected");
      }
    }

    shown.listeners.push(() => {
      const { folder, best } = shown.fit;
      const which = shown.replicate === best ? "" : `, replicate=${shown.replicate}`;
      const values = shown.about.inputs.map(({ name }, i) => `"${name}": ${shown.point[i]}`);
      text.textContent = `import formulafit\n\nnetwork = formulafit.load(${JSON.stringify(folder)}${which})\n`
        + `network({${values.join(", ")}})`;
      told.textContent = "";
    });
    return html("div", { class: "live-code" }, block, html("p", {}, button, " ", told));
  }

  return {
    symbol, plain, see, unsee, sides, centre, reach, choice, open, networks, point, inside, values, reading, code,
  };
})();
