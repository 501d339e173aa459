/* Copies an address that is shown in a box. Without this script the box can be selected and copied by hand. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const line = button.parentElement;
    const box = line.querySelector("[data-copied]");
    const status = line.querySelector("[role=status]");
    box.addEventListener("focus", () => box.select());
    // Browsers give the clipboard to pages over https, and to those of this machine, only.
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(box.value);
        status.textContent = "Copied.";
      } catch {
        box.focus();
        status.textContent = "Select it and copy it by hand.";
      }
    });
  });
});
