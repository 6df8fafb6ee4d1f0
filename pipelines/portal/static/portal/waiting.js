// While something goes on, asks every few seconds how far it is and shows it in its place. Without this script a link does the same.
"use strict";
const waiting = document.querySelector("[data-again]");
const shown = "main [role=status], main pre";

async function again() {
  const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null); // the portal may just be starting again
  if (answer?.type === "opaqueredirect") return location.reload();
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [old, now] = [document, page].map((of) => [...of.querySelectorAll(shown)]);
    if (!page.querySelector("[data-again]") || old.length !== now.length) return location.reload();
    old.forEach((part, i) => part.textContent === now[i].textContent || (part.textContent = now[i].textContent));
  }
  setTimeout(again, 1000 * waiting.dataset.again);
}

setTimeout(again, 1000 * waiting.dataset.again);
