"use strict";

/** Buttons that copy a text. */
formulafit.copy = (() => {
  const { html, word } = formulafit.page;

  /**
   * Make a button that copies what an element says, and tells that it did. A browser that keeps its
   * clipboard to itself gets the text selected.
   * @param {string} label
   * @param {HTMLElement} text
   * @returns {{element: HTMLElement, forget: () => void}} `forget` is for when the text is another
   */
  function button(label, text) {
    const told = html("span", { role: "status" });

    async function copy() {
      try {
        await navigator.clipboard.writeText(String(text.textContent));
        told.textContent = word("copied");
      } catch {
        getSelection()?.selectAllChildren(text);
        told.textContent = word("selected");
      }
    }

    const element = html("p", { class: "live-copy" },
      html("button", { type: "button", onclick: copy }, label), " ", told);
    return { element, forget: () => { told.textContent = ""; } };
  }

  /** Give each command under a figure or table its button. */
  function start() {
    document.querySelectorAll(".origin pre").forEach((block) => {
      if (block instanceof HTMLElement) {
        block.after(button(word("copy_command"), block).element);
      }
    });
  }

  return { button, start };
})();
