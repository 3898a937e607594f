"use strict";

formulafit.tables.start(); // the paper's own, before rooms bring theirs
formulafit.copy.start();

formulafit.page.scrolled();

(async () => {
  const MANY = 20; // rooms at once, after which the page may do something else
  const places = Array.from(document.querySelectorAll("[data-live]"));
  for (const [i, place] of places.entries()) {
    if (i && i % MANY === 0) {
      await new Promise((go) => setTimeout(go));
    }
    if (place instanceof HTMLElement) {
      try {
        formulafit.rooms[String(place.dataset.live)](place);
      } catch (error) { // the other rooms go on
        place.remove();
        console.error(error);
      }
    }
  }
})();
