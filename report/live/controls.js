"use strict";

/** The parts of a formula's panel in which a network and a point are chosen, and what it says. */
formulafit.controls = (() => {
  const { html, set, word } = formulafit.page;
  const SIGNS = "0123456789aehijklmnoprstuvxβγρφχ"; // what Unicode has below the line, and that
  const LOW = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ";
  const MARGIN = 0.25; // of a range, which a slider goes beyond each of its ends

  /** Return an input's name in letters, with what stands below.
   * @param {Input} input
   * @returns {HTMLElement} */
  function symbol({ shown: [base, below] }) {
    const letter = html(base.length === 1 ? "i" : "span", {}, base);
    return html("span", { class: "live-symbol" }, letter, ...(below ? [html("sub", {}, below)] : []));
  }

  /** Return an input's name where only text can stand: ω₀, and k_B, as there is no small B.
   * @param {Input} input
   * @returns {string} */
  function plain({ shown: [base, below] }) {
    const small = Array.from(below, (sign) => LOW[SIGNS.indexOf(sign)] ?? "");
    return small.includes("") ? `${base}_${below}` : base + small.join("");
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
    const back = html("button", {
      type: "button", onclick: () => {
        shown.point = shown.about.inputs.map(centre);
        shown.changed();
      },
    }, word("centre"));
    return html("div", { class: "live-inputs" }, ...rows, html("p", {}, back));
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
    const [start, end] = input.box.map((side) => formulafit.numbers.text(side));
    const track = html("div", { class: "live-track", title: word("box", { low: start, high: end }) }, slider);
    const label = html("label", { for: field.id, title: word("value", named) }, symbol(input));
    return html("div", { class: "live-input" }, label, field, track);
  }

  /** Tell whether a point lies in the box, faces included.
   * @param {Shown} shown
   * @returns {boolean} */
  function inside(shown) {
    return shown.about.inputs.every(({ box }, i) => box[0] <= shown.point[i] && shown.point[i] <= box[1]);
  }

  /**
   * Return prediction, true value and error at a point.
   * @param {Shown} shown
   * @param {number[]} point
   */
  function at({ network, formula }, point) {
    const predicted = network ? network(point) : NaN;
    const truth = formula(point);
    return { predicted, truth, error: predicted - truth };
  }

  /** Prediction, true value and error; what is to be said of them.
   * @param {Shown} shown
   * @returns {HTMLElement} */
  function values(shown) {
    const kinds = ["prediction", "formula", "error"];
    const heads = kinds.map((kind) => html("dt", {}, word(kind)));
    const cells = kinds.map((of) => html("dd", { "data-of": of }));
    const told = html("p", { class: "live-told", role: "status" });
    shown.listeners.push(() => {
      const { predicted, truth, error } = at(shown, shown.point);
      const rounding = shown.network ? shown.network.rounding(shown.point) : 0;
      heads[0].textContent = shown.network?.single ? word("prediction_single") : word("prediction");
      [predicted, truth, error].forEach((value, k) => {
        const digits = formulafit.numbers.certain(value, k === 1 ? 0 : rounding, k < 2 ? 8 : 2);
        set(cells[k], { "data-value": String(value) });
        const known = shown.network || k === 1;
        cells[k].replaceChildren(...(known ? formulafit.numbers.html(value, digits) : ["–"]));
      });
      const text = shown.network ? (inside(shown) ? "" : word("outside"))
        : word("left_out", { command: command(shown) });
      if (told.textContent !== text) {
        told.textContent = text;
      }
    });
    const pairs = kinds.map((_, k) => html("div", {}, heads[k], cells[k]));
    return html("div", { class: "live-values" }, html("dl", {}, ...pairs), told);
  }

  /**
   * Return in one line what a cursor reads at a point, for the eye and for the ear.
   * @param {Shown} shown
   * @param {number[]} point
   * @param {number[]} along the inputs that the cursor moves along
   * @returns {{seen: (Node | string)[], said: string}}
   */
  function reading(shown, point, along) {
    const { certain, html: number, text } = formulafit.numbers;
    const { inputs } = shown.about;
    const { predicted, truth, error } = at(shown, point);
    const rounding = shown.network ? shown.network.rounding(point) : 0;
    const read = /** @type {[string, string, number, number][]} */ ([
      ["formula", word("formula"), truth, 6],
      ["network", word("network"), predicted, certain(predicted, rounding, 6)],
      ["error", word("error"), error, certain(error, rounding, 2)],
    ]).filter(([kind]) => shown.network || kind === "formula");
    const places = along.map((i) =>
      html("span", { class: "live-key" }, symbol(inputs[i]), " = ", ...number(point[i], 4)));
    const values = read.map(([kind, name, value, digits]) =>
      html("span", { class: `live-key live-${kind}` }, `${name} `, ...number(value, digits)));
    const said = [...along.map((i) => `${plain(inputs[i])} = ${text(point[i], 4)}`),
      ...read.map(([, name, value, digits]) => `${name} ${text(value, digits)}`)];
    return { seen: [...places, ...values].flatMap((each) => [each, " "]), said: said.join(", ") };
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
    const block = html("pre", { tabindex: 0, role: "group", "aria-label": word("python") }, text);
    const copy = formulafit.copy.button(word("copy"), text);
    shown.listeners.push(() => {
      const { folder, best } = shown.fit;
      const which = shown.replicate === best ? "" : `, replicate=${shown.replicate}`;
      const values = shown.about.inputs.map(({ name }, i) => `"${name}": ${shown.point[i]}`);
      const note = shown.network?.single ? `  # ${word("single")}` : "";
      text.textContent = `import formulafit\n\nnetwork = formulafit.load(${JSON.stringify(folder)}${which})\n`
        + `print(network({${values.join(", ")}}))${note}`;
      copy.forget();
    });
    return html("div", { class: "live-code" }, block, copy.element);
  }

  return {
    symbol, plain, see, unsee, sides, centre, reach, choice, open, networks, point, inside, at, values, reading, code,
  };
})();
