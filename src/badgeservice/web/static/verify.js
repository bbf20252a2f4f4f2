// Lets a file be dropped on the form, and a QR code be read with the camera where the browser can.
// The form works without this.
"use strict";
const form = document.querySelector("form[data-verify]");
if (form) {
  const status = form.querySelector("[data-verify-status]");
  takeDrops(form, form.elements.file, status);
  offerCamera(form, status);
}

function takeDrops(form, input, status) {
  const zone = form.querySelector("[data-drop]");
  form.querySelector("[data-drop-hint]").hidden = false;
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length === 1) {
      input.files = event.dataTransfer.files;
      status.textContent = zone.dataset.dropped.replace("…", input.files[0].name);
    } else {
      status.textContent = zone.dataset.refused;
    }
  });
}

async function offerCamera(form, status) {
  const button = form.querySelector("button[data-scan]");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const video = form.querySelector("video[data-camera]");
  let stream = null;
  button.hidden = false;
  button.addEventListener("click", () => (stream ? stop() : start()));

  async function start() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      status.textContent = button.dataset.denied;
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    button.setAttribute("aria-pressed", "true");
    status.textContent = button.dataset.looking;
    await video.play();
    look();
  }

  function stop() {
    for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.srcObject = null;
    video.hidden = true;
    button.setAttribute("aria-pressed", "false");
  }

  async function look() {
    if (!stream) return;
    const codes = await detector.detect(video).catch(() => []);
    if (codes.length && stream) {
      stop();
      take(codes[0].rawValue);
    } else {
      setTimeout(look, 150);
    }
  }

  function take(text) {
    const isAddress = text.startsWith("https://") || text.startsWith(location.origin + "/");
    form.elements.url.value = isAddress ? addressIn(text) : "";
    form.elements.text.value = isAddress ? "" : text;
    status.textContent = button.dataset.found;
    form.querySelector("button[type=submit]").focus();
  }
}

// A code on a badge page leads to this very form, with the badge's address in it.
function addressIn(text) {
  const url = new URL(text);
  const inner = url.pathname === "/verify" ? url.searchParams.get("url") : null;
  return inner ?? text;
}
