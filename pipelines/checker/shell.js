"use strict";
// The outer page: hands the parts over to the desk, which lives in a frame that can reach nothing, and never sees a file.
(() => {
  const decoded = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
    return bytes;
  };
  let asked = false, loaded = false;
  const hand_over = () => {
    if (!asked || !loaded) return;
    const parts = {}, given = [];
    for (const element of document.querySelectorAll("script[data-part]")) {
      const bytes = decoded(element.textContent);
      parts[element.dataset.part] = bytes;
      given.push(bytes.buffer);
      element.remove();
    }
    document.getElementById("desk").contentWindow.postMessage({ parts }, "*", given);
  };
  addEventListener("message", (event) => {
    const desk = document.getElementById("desk");
    if (!desk || event.source !== desk.contentWindow) return;
    if (event.data.asks) { asked = true; hand_over(); }
    if (Number.isFinite(event.data.tall)) desk.style.setProperty("--tall", `${Math.ceil(event.data.tall)}px`);
  });
  addEventListener("DOMContentLoaded", () => { loaded = true; hand_over(); });
})();
