// Shows the buttons that copy an address, where the browser can copy. Pages work without this.
"use strict";
if (navigator.clipboard) {
  const status = document.querySelector("[data-copy-status]");
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      status.textContent = button.dataset.copied;
    });
  }
}
