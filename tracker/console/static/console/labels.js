/* Names for the boxes that Django's drop-downs make and leave without one. */
"use strict";

(() => {
  const BOXES = ".select2-search__field:not([aria-label]), .select2-selection[role=combobox]:not([aria-label])";

  function nameBoxes() {
    document.querySelectorAll(BOXES).forEach((box) => {
      const label = box.closest(".form-row")?.querySelector("label");
      box.setAttribute("aria-label", label ? label.textContent.replace(/:\s*$/, "").trim() : "Search");
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
    nameBoxes();
  });
})();
