"use strict";
// The desk, in a frame that may run this script and save files, and nothing else: no network, no other window, no storage.
// The policy of the page rules every way to the network but one, which browsers know no rule for yet; so it is taken away.
for (const name of Object.getOwnPropertyNames(window)) if (/RTC|WebTransport/.test(name)) delete window[name];

// Nor do the rules keep a link or a frame within from opening a connection, over which nothing is said, but whose address can tell
// something. The policy lets no text become elements; here the other ways are closed, by means that nobody can change afterwards.
// One is left: this frame itself can leave, and is gone then. Browsers tell a frame like this one nothing of it beforehand.
{
  const { apply } = Reflect, { toLowerCase, endsWith } = String.prototype;
  const CONNECTING = ["link", "frame", "object", "embed"];
  for (const [kind, name, place] of [[Document, "createElement", 0], [Document, "createElementNS", 1], [DOMImplementation, "createDocument", 1]]) {
    const make = kind.prototype[name];
    const value = function (...given) {
      given[place] = `${given[place]}`;
      const wanted = apply(toLowerCase, given[place], []);
      for (let i = 0; i < CONNECTING.length; i += 1) if (apply(endsWith, wanted, [CONNECTING[i]])) throw new TypeError("not on this page");
      return apply(make, this, given);
    };
    Object.defineProperty(kind.prototype, name, { value, writable: false, configurable: false });
  }
  delete CustomElementRegistry.prototype.define;
  delete window.XSLTProcessor;
}

(() => {
  const ADDRESSES = { createScriptURL: (address) => address };
  const types = window.trustedTypes ? trustedTypes.createPolicy("safecount-worker", ADDRESSES) : ADDRESSES; // a second one is refused
  const WORDS = JSON.parse("${words}");
  const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  const at = (id) => document.getElementById(id);
  const put = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  let parts = null, clerk = null, agencies = {}, most = Infinity, file = null, last = null;

  const say = (text) => { at("state").textContent = text; };
  const text_of = async (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();

  // Python in a worker of its own, which can be sent away with all that it has seen.
  function hire() {
    const waiting = new Map();
    let worker = null, count = 0;
    const give_up = () => {
      for (const { reject } of waiting.values()) reject(Object.assign(new Error("the page"), { is_dead: true }));
      waiting.clear();
    };
    const tell = (what, given = {}, handed = []) => new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve, reject });
      worker.postMessage({ ...given, id: count, ask: what }, handed);
    });
    const begun = async () => {
      // A classic worker of one file: from a folder of the computer no browser loads a worker in modules.
      const module_text = (await text_of(parts.module)).replaceAll("import.meta.url", "'https://nowhere.invalid/'").replace(/export default \w+;\s*$/, "");
      const no_imports = "self.importScripts = () => { throw new TypeError('there is nothing to import here'); };\n";
      const texts = [no_imports, await text_of(parts.pyodide), "\n", module_text, "\n", await text_of(parts.worker)];
      const address = URL.createObjectURL(new Blob(texts, { type: "text/javascript" }));
      worker = new Worker(types.createScriptURL(address));
      URL.revokeObjectURL(address);
      worker.onmessage = ({ data }) => {
        const { resolve, reject } = waiting.get(data.id);
        waiting.delete(data.id);
        if (data.stopped) reject(Object.assign(new Error(data.stopped), { is_dead: data.is_dead })); else resolve(data.answer);
      };
      worker.onerror = (event) => { event.preventDefault(); give_up(); };
      const { wasm, library, packages, code, agreement } = parts;
      return tell("start", { parts: { wasm, library, packages, code, agreement } });
    };
    const started = begun();
    started.catch(() => {}); // whoever asks hears of it
    return {
      started,
      ask: async (...all) => { await started; return tell(...all); },
      send_away: () => { started.catch(() => {}).then(() => { if (worker) worker.terminate(); give_up(); }); },
    };
  }

  async function begin() {
    try {
      clerk = hire();
      const opened = await clerk.started;
      ({ agencies, most_bytes: most } = opened);
      at("county").textContent = opened.county;
      offer_agencies(at("agency"), at("extract"));
      offer_agencies(at("of_agency"), at("of_extract"));
      at("file").disabled = false;
      at("tabs").hidden = false;
      say(WORDS.ready);
      document.documentElement.dataset.ready = "yes";
    } catch (error) {
      say(WORDS.cannot);
      console.error(error);
    }
  }

  const offer = (select, pairs) => select.replaceChildren(...pairs.map(([name, title]) => new Option(title, name)));
  const offer_extracts = (agency, extract) => offer(extract, Object.entries((agencies[agency.value] || { extracts: {} }).extracts));
  const offer_agencies = (agency, extract) => {
    offer(agency, Object.entries(agencies).map(([name, { title }]) => [name, title]));
    offer_extracts(agency, extract);
    agency.addEventListener("change", () => offer_extracts(agency, extract));
  };

  async function chosen(picked) {
    if (!picked || at("file").disabled) return;
    file = picked;
    at("file").value = ""; // so that the same file, mended, can be chosen again
    at("result").hidden = true;
    const whose = await clerk.ask("named", { name: file.name });
    at("whose").hidden = Boolean(whose);
    if (whose) return check(whose);
    say(WORDS.whose_why);
    at("agency").focus();
  }

  async function check(whose) {
    say(WORDS.checking);
    at("file").disabled = true;
    document.documentElement.dataset.checked = "";
    try {
      const is_whole = file.size <= most;
      const content = is_whole ? await file.arrayBuffer() : new ArrayBuffer(0);
      const began = performance.now();
      const found = await clerk.ask("checked", { name: file.name, content, whose, is_whole }, [content]);
      document.documentElement.dataset.milliseconds = Math.round(performance.now() - began);
      if (found.misuse) { at("whose").hidden = false; say(WORDS.bad_quarter); at("quarter").focus(); } else show(found);
    } catch (error) {
      at("result").hidden = true;
      if (error.is_dead) {
        clerk.send_away();
        say(WORDS.getting_ready);
        clerk = hire();
        await clerk.started;
      }
      say(error.is_dead ? WORDS.stopped : put(WORDS.fault, { kind: error.message }));
    } finally {
      at("file").disabled = false;
      document.documentElement.dataset.checked = "yes";
    }
  }

  function show(found) {
    last = found;
    at("status").textContent = found.status;
    at("status").className = found.status === "rejected" ? "bad" : found.status === "accepted" ? "good" : "";
    at("name").textContent = file.name;
    for (const name of ["read_as", "rows_in", "rows_accepted", "rows_held"]) at(name).textContent = found[name] === "" ? "-" : found[name];
    at("save_receipt").hidden = at("draft").hidden = !found.receipt;
    at("save_findings").hidden = !found.groups.length;
    at("save_marked").hidden = !found.groups.length || !found.can_be_marked;
    at("kept").hidden = !found.groups.length;
    at("findings").replaceChildren(...["must fix", "please confirm", "note"].flatMap((kind) => listed(kind, found.groups)));
    if (!found.groups.length) at("findings").append(made("p", WORDS.none));
    at("result").hidden = false;
    say(put(WORDS.done, { status: found.status, fix: found.counts["must fix"], confirm: found.counts["please confirm"] }));
    at("status").focus();
  }

  function listed(kind, all) {
    const groups = all.filter((group) => group.kind === kind);
    if (!groups.length) return [];
    const list = document.createElement("ul");
    for (const group of groups) {
      if (!group.heading) {
        list.append(...group.lines.map((line) => made("li", line)));
        continue;
      }
      const item = made("li", group.heading), lines = document.createElement("ul");
      lines.append(...group.lines.map((line) => made("li", line)));
      item.append(lines);
      list.append(item);
    }
    return [made("h3", WORDS[kind]), list];
  }

  function made(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  function save(name, content, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const stem = () => file.name.replace(/\.[^.]*$/, "");
  at("save_findings").addEventListener("click", async () => save(`${stem()}.findings.xlsx`, await clerk.ask("findings_file"), XLSX));
  at("save_marked").addEventListener("click", async () => save(`${stem()}.marked.xlsx`, await clerk.ask("marked_file"), XLSX));
  at("save_receipt").addEventListener("click", () => save(`${stem()}.receipt-draft.json`, JSON.stringify(last.receipt, null, 2), "application/json"));
  at("file").addEventListener("change", () => { const picked = at("file").files[0]; chosen(picked); });
  // No form is ever sent, not even to the page itself: the frame may not.
  const go = () => {
    if (!at("quarter").reportValidity()) return;
    check({ agency: at("agency").value, extract: at("extract").value, quarter: at("quarter").value.toUpperCase() });
  };
  at("go").addEventListener("click", go);
  at("quarter").addEventListener("keydown", (event) => { if (event.key === "Enter") go(); });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    addEventListener(kind, (event) => {
      if (event.target.type === "file" && !event.target.disabled) return; // falls into the field it was let go over
      event.preventDefault();
      if (at("check").hidden) return;
      at("drop").classList.toggle("over", kind === "dragover");
      if (kind === "drop") chosen(event.dataTransfer.files[0]);
    });
  }

  ${preparing}

  addEventListener("message", (event) => {
    if (event.source !== parent || !event.data.parts || parts) return;
    parts = event.data.parts;
    begin();
  });
  new ResizeObserver(() => parent.postMessage({ tall: document.documentElement.scrollHeight }, "*")).observe(document.body);
  parent.postMessage({ asks: true }, "*");
})();
