// Sends a file in parts and says how much came. When the line breaks it asks how far it got, and goes on from there.
"use strict";
const form = document.querySelector("form[data-begin]");
const told = document.getElementById("progress");
const token = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
const again = 3000; // milliseconds
const least = 250_000; // bytes

async function asked(address, options) {
  const answer = await fetch(address, { redirect: "manual", ...options });
  if (answer.type === "opaqueredirect") location.reload(); // the session has ended
  if (answer.status >= 500) throw new Error("not now");
  if (answer.status !== 422 && !answer.ok) location.reload();
  return answer.json();
}

// As `asked`, but it says on the way how much has gone.
function brought(address, body, gone) {
  return new Promise((done, failed) => {
    const way = new XMLHttpRequest();
    way.open("POST", address);
    way.setRequestHeader("X-CSRFToken", token["X-CSRFToken"]);
    way.responseType = "json";
    way.upload.onprogress = (event) => gone(event.loaded);
    way.onload = () => (way.status === 200 && way.response ? done(way.response) : failed(new Error("not now")));
    way.onerror = way.onabort = () => failed(new Error("broken"));
    way.send(body);
  });
}

async function begun(file) {
  const said = new FormData();
  said.set("name", file.name);
  said.set("size", file.size);
  return asked(form.dataset.begin, { method: "POST", headers: token, body: said });
}

async function sent(file, { part, most }) {
  const shown = (bytes) => (told.textContent = form.dataset.came.replace("…", `${Math.min(100, Math.floor((100 * bytes) / file.size))} %`));
  let [came, broken, next] = [0, false, most];
  for (;;) {
    try {
      const rest = file.slice(came, came + next);
      const now = await (broken ? asked(part) : brought(`${part}?at=${came}`, rest, (gone) => shown(came + gone)));
      next = broken ? next : Math.min(most, next * 2); // after a break smaller parts, so that less is lost by the next one
      [came, broken] = [now.came, false];
      shown(came);
      if (now.to) return location.assign(now.to);
    } catch {
      if (!broken) next = Math.max(least, next / 4);
      broken = true;
      told.textContent = form.dataset.broken;
      await new Promise((later) => setTimeout(later, again));
    }
  }
}

form.addEventListener("submit", async (event) => {
  const file = form.elements.file.files[0];
  if (event.submitter?.value !== "send" || !file?.size) return;
  event.preventDefault();
  form.querySelectorAll("button").forEach((button) => (button.disabled = true));
  try {
    const place = await begun(file);
    if (place.problem) told.textContent = place.problem;
    else return await sent(file, place);
  } catch {
    told.textContent = form.dataset.broken;
  }
  form.querySelectorAll("button").forEach((button) => (button.disabled = false));
});
