// The second tab: from an export to the file that may be sent. Its clerk is another than that of the first tab, and is sent
  // away with export and key as soon as there is an answer: only the bytes that would leave, and the lines that show them, stay.
  const TABS = { check: "file", prepare: "export" };
  const FILES = ["export", "mapping", "key"];
  let preparer = null, leaving = null, beside = [], proposing = null;

  function open_tab(name) {
    for (const tab of Object.keys(TABS)) {
      const is_open = tab === name;
      at(tab).hidden = !is_open;
      at(`tab-${tab}`).setAttribute("aria-selected", String(is_open));
      at(`tab-${tab}`).tabIndex = is_open ? 0 : -1;
    }
    at(`tab-${name}`).focus();
    say(name === "check" ? WORDS.ready : WORDS.preparing_ready);
    if (name === "prepare" && !preparer) preparer = hire();
  }

  function put_away() {
    leaving = null;
    at("would").hidden = true;
    at("lines").textContent = at("question").textContent = "";
    at("of_key").replaceChildren();
    at("yes").checked = false;
    at("save_prepared").disabled = true;
  }

  const fields = () => [...FILES, ...beside.map((name, i) => `beside_${i}`)];
  const is_there = (id) => at(id).files.length > 0;

  // [what it is, its name, its bytes] of each chosen file; one that is too large stands there as so many empty bytes.
  async function read(ids) {
    const given = [];
    for (const id of ids.filter(is_there)) {
      const [picked] = at(id).files, what = id.startsWith("beside_") ? `beside.${beside[Number(id.slice(7))]}` : id;
      try {
        given.push([what, picked.name, picked.size <= most ? await picked.arrayBuffer() : new ArrayBuffer(most + 1)]);
      } catch {
        throw Object.assign(new Error(put(WORDS.changed, { name: picked.name })), { is_said: true });
      }
    }
    return given;
  }

  // Asks one who has seen nothing yet, and sends away whoever saw an export or a key.
  async function once(what, given, files = []) {
    put_away();
    say(WORDS.preparing);
    at("given").disabled = at("save_key").disabled = true;
    document.documentElement.dataset.prepared = "";
    try {
      const laid = await read(files);
      return await preparer.ask(what, { ...given, files: laid }, laid.map(([, , content]) => content));
    } catch (error) {
      say(error.is_said ? error.message : error.is_dead ? WORDS.preparing_stopped : put(WORDS.fault, { kind: error.message }));
      return null;
    } finally {
      preparer.send_away();
      preparer = hire();
      at("given").disabled = at("save_key").disabled = false;
    }
  }

  function tell_why_not(found) {
    at("would_title").textContent = found.is_ready ? WORDS.would : WORDS.would_not;
    at("lines").textContent = found.lines.join("\n");
    at("asked").hidden = !found.is_ready;
    at("would").hidden = false;
    say(found.is_ready ? WORDS.look : WORDS.stopped_here);
    at("would_title").focus();
  }

  const lacks = (id, words) => { say(words); at(id).focus(); };
  const answered = () => { document.documentElement.dataset.prepared = "yes"; };

  async function show_what_would_leave() {
    await proposing;
    const missing = beside.findIndex((name, i) => !is_there(`beside_${i}`));
    if (!is_there("export")) return lacks("export", WORDS.no_export);
    if (!is_there("mapping")) return lacks("mapping", WORDS.no_mapping);
    if (missing >= 0) return lacks(`beside_${missing}`, put(WORDS.no_beside, { name: beside[missing] }));
    if (!at("of_quarter").reportValidity()) return undefined;
    const whose = { agency: at("of_agency").value, extract: at("of_extract").value, quarter: at("of_quarter").value.toUpperCase() };
    const found = await once("prepared", { whose }, fields());
    if (found && found.misuse) lacks("of_quarter", WORDS.bad_quarter);
    else if (found) {
      leaving = found.is_ready ? found : null;
      at("question").textContent = found.question || "";
      tell_why_not(found);
    }
    return answered();
  }

  async function draft() {
    if (!is_there("export")) return lacks("export", WORDS.no_export);
    const found = await once("drafted", { extract: at("of_extract").value }, ["export"]);
    if (found && found.is_ready) {
      save(found.name, found.content, "application/yaml");
      lacks("state", found.lines.join(" "));
    } else if (found) tell_why_not(found);
    return answered();
  }

  async function make_key() {
    if (!at("year").reportValidity()) return;
    const found = await once("new_key", { year: Number(at("year").value) });
    if (found) {
      if (found.is_ready) save(found.name, found.content, "text/plain");
      at("of_key").replaceChildren(...found.lines.map((line) => made("p", line)));
      lacks("state", found.lines[0]);
    }
    answered();
  }

  function save_prepared() {
    if (!leaving || !at("yes").checked) return;
    save(leaving.name, leaving.content, "text/csv");
    const said = `${leaving.written} ${WORDS.saved}`;
    put_away();
    for (const id of fields()) if (id !== "mapping") at(id).value = "";
    lacks("state", said);
  }

  // What export's name and mapping tell already need not be said again.
  async function propose() {
    document.documentElement.dataset.proposed = "";
    put_away();
    let found;
    try {
      const told = is_there("export") ? [["export", at("export").files[0].name, new ArrayBuffer(0)]] : [];
      found = await preparer.ask("proposed", { files: [...told, ...await read(["mapping"])] });
    } catch (error) {
      return say(error.is_said ? error.message : put(WORDS.fault, { kind: error.message }));
    }
    if (found.agency) at("of_agency").value = found.agency;
    if (found.extract && !found.agency && !(found.extract in agencies[at("of_agency").value].extracts)) {
      at("of_agency").value = Object.keys(agencies).find((name) => found.extract in agencies[name].extracts);
    }
    if (found.extract) {
      offer_extracts(at("of_agency"), at("of_extract"));
      at("of_extract").value = found.extract;
    }
    if (found.quarter) at("of_quarter").value = found.quarter;
    if (found.beside.join("\n") !== beside.join("\n")) lay_beside(found.beside);
    return undefined;
  }

  function lay_beside(names) {
    beside = names;
    at("beside").replaceChildren(...names.map((name, i) => {
      const line = document.createElement("p"), label = made("label", put(WORDS.beside, { name })), input = document.createElement("input");
      Object.assign(input, { type: "file", id: `beside_${i}`, accept: at("export").accept });
      label.htmlFor = input.id;
      line.append(label, input);
      return line;
    }));
  }

  const names = Object.keys(TABS);
  for (const name of names) {
    at(`tab-${name}`).addEventListener("click", () => open_tab(name));
    at(`tab-${name}`).addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step) open_tab(names[(names.indexOf(name) + step + names.length) % names.length]);
    });
  }
  at("skip").addEventListener("click", (event) => {
    event.preventDefault();
    at(Object.entries(TABS).find(([tab]) => !at(tab).hidden)[1]).focus();
  });
  at("year").value = String(new Date().getFullYear());
  at("given").addEventListener("change", ({ target }) => { if (["export", "mapping"].includes(target.id)) proposing = propose().finally(() => { document.documentElement.dataset.proposed = "yes"; }); else put_away(); });
  at("show").addEventListener("click", show_what_would_leave);
  at("of_quarter").addEventListener("input", put_away);
  at("of_quarter").addEventListener("keydown", ({ key }) => { if (key === "Enter") show_what_would_leave(); });
  at("draft_mapping").addEventListener("click", draft);
  at("save_key").addEventListener("click", make_key);
  at("yes").addEventListener("change", () => { at("save_prepared").disabled = !at("yes").checked; });
  at("save_prepared").addEventListener("click", save_prepared);
