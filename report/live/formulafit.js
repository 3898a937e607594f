"use strict";

/*
 * The one name that all scripts of the page share.
 *
 * Each file of this folder is a script of its own in the page: `formulafit.js` first, `start.js`
 * last, the others between them, where nothing counts on their order while they are read. Nothing
 * is loaded, and no text is ever run as code.
 */
const formulafit = {};

/** What the page starts: rooms by the name that a placeholder has in `data-live`.
 * @type {Record<string, (place: HTMLElement) => void>} */
formulafit.rooms = {};

/** The formulas as functions of a point, by key; the writer of the paper adds them.
 * @type {Record<string, (x: ArrayLike<number>) => number>} */
formulafit.formulas = {};

/** Reading what the writer of the paper has put into the page, and making elements. */
formulafit.page = (() => {
  /** @typedef {Record<string, string | number | boolean | EventListener | null>} Attributes */

  /** Whether this machine has the lowest byte of a number first, as nearly all have. */
  const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  /** @type {Record<string, any>} */
  const read = {};

  /**
   * Return what the page has for a room: the JSON of its block `live-<name>`.
   * @param {string} name
   * @returns {any}
   */
  function data(name) {
    if (!(name in read)) {
      const block = document.getElementById(`live-${name}`);
      read[name] = JSON.parse(block?.textContent || "null");
    }
    return read[name];
  }

  /**
   * Return words of the paper's language by id, with what stands in their places `{…}`.
   * @param {string} id
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  function word(id, values = {}) {
    const text = data("words")[id];
    if (text === undefined) {
      throw new Error(`no word ${id}`);
    }
    return text.replace(/\{(\w+)\}/g, (/** @type {string} */ place, /** @type {string} */ name) =>
      name in values ? String(values[name]) : place);
  }

  /**
   * Return the numbers of base64 text: little-endian, of 8 bytes, or of 4 where `single`.
   * @param {string} text
   * @param {boolean} single
   * @returns {Float64Array}
   */
  function numbers(text, single) {
    const signs = atob(text);
    const bytes = new Uint8Array(signs.length);
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = signs.charCodeAt(i);
    }
    if (!LITTLE) {
      const size = single ? 4 : 8;
      for (let start = 0; start < bytes.length; start += size) {
        bytes.subarray(start, start + size).reverse();
      }
    }
    return single ? Float64Array.from(new Float32Array(bytes.buffer)) : new Float64Array(bytes.buffer);
  }

  /**
   * Set attributes; a name that begins with "on" takes a listener, null and false take it away.
   * @template {Element} T
   * @param {T} element
   * @param {Attributes} attributes
   * @returns {T}
   */
  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") {
        element.addEventListener(name.slice(2), value);
      } else if (value === null || value === false) {
        element.removeAttribute(name);
      } else {
        element.setAttribute(name, value === true ? "" : String(value));
      }
    }
    return element;
  }

  /**
   * Make an element of HTML.
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag
   * @param {Attributes} [attributes]
   * @param {...(Node | string)} children
   * @returns {HTMLElementTagNameMap[K]}
   */
  function html(tag, attributes = {}, ...children) {
    const element = set(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  }

  /**
   * Make an element of SVG.
   * @template {keyof SVGElementTagNameMap} K
   * @param {K} tag
   * @param {Attributes} [attributes]
   * @param {...(Node | string)} children
   * @returns {SVGElementTagNameMap[K]}
   */
  function svg(tag, attributes = {}, ...children) {
    const element = set(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes);
    element.append(...children);
    return element;
  }

  let count = 0;

  /** Return an id that no other element has.
   * @returns {string} */
  function id() {
    count += 1;
    return `live-id-${count}`;
  }

  /** Let what scrolls sideways be reached by Tab while it does, so that arrow keys scroll it. */
  function scrolled() {
    const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) =>
      set(target, { tabindex: target.scrollWidth > target.clientWidth ? 0 : null })));
    document.querySelectorAll(".scroll, pre:not([tabindex]), math[display=block]").forEach((each) => sizes.observe(each));
  }

  return { data, word, numbers, set, html, svg, id, scrolled };
})();
