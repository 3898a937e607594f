"use strict";

formulafit.tables.start(); // the paper's own, before rooms bring theirs
formulafit.copy.start();

for (const place of document.querySelectorAll("[data-live]")) {
  if (place instanceof HTMLElement) {
    try {
      formulafit.rooms[String(place.dataset.live)](place);
    } catch (error) { // the other rooms go on
      place.remove();
      console.error(error);
    }
  }
}
