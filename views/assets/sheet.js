// The code sheet: diagnoses in order and service lines, one cell per field, saved as they are typed.
// Rows are kept and reordered in place, so that a save, or another tab's change, never moves the focus or what is
// being typed.

import { h, fill, icon } from "./dom.js";
import { asCode, LETTERS } from "./answer.js";

const MODIFIERS = 4;

/** `book` is the code book, `titleOf(kind, code)` gives a promise of a title ("" if the book has no such code),
 *  `onChange()` is called after every change, `onFocus({kind, id})` when a row becomes the active one. */
export function codeSheet({ answer, book, titleOf, onChange, onFocus }) {
  const rows = { dx: new Map(), line: new Map() }; // id -> parts of the row
  let active = null;
  let dragged = null;

  const bodies = { dx: h("tbody"), line: h("tbody") };
  const head = (...cells) => h("thead", {}, h("tr", {}, cells));
  const element = h("div", { class: "sheet scroll", id: "codes", tabIndex: 0, role: "region", "aria-label": "Diagnoses and service lines" },
    h("table", { class: "tb cs" }, head(h("th", { colspan: 4, scope: "colgroup" }, h("b", {}, "Diagnoses"), " in order, first-listed on top"), h("th", { scope: "col", class: "opt1" }, "Evidence")), bodies.dx),
    h("table", { class: "tb cs cs-lines" }, head(h("th", { colspan: 3, scope: "colgroup" }, h("b", {}, "Service lines")), h("th", { scope: "col" }, "Modifiers"), h("th", { scope: "col" }, "Units"), h("th", { scope: "col" }, "Pointers"), h("th", { scope: "col", class: "opt1" }, "Evidence")), bodies.line));

  // ---- rows ---------------------------------------------------------------------------------------------

  function codeCell(kind, id) {
    const input = h("input", { class: "in", role: "combobox", "aria-expanded": "false", "aria-controls": "book-list", "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 60 });
    input.addEventListener("focus", () => activate(kind, id));
    input.addEventListener("input", () => typed(kind, id, input));
    input.addEventListener("keydown", (event) => codeKey(event, kind, id, input));
    input.addEventListener("blur", () => left(kind, id, input));
    return input;
  }

  function dxRow(id) {
    const handle = h("button", { class: "drag", tabIndex: -1, draggable: "true" }, icon("grip", ""));
    const parts = { id, handle, letter: h("span"), code: codeCell("dx", id), title: h("td", { class: "tt" }), evidence: h("td", { class: "nw opt1 ev" }) };
    parts.tr = h("tr", {}, h("td", {}, handle), h("td", {}, parts.letter), h("td", { class: "code-dx" }, parts.code), parts.title, parts.evidence);
    handle.addEventListener("dragstart", (event) => { dragged = id; event.dataTransfer.setData("text/plain", id); event.dataTransfer.setDragImage(parts.tr, 12, 14); });
    handle.addEventListener("dragend", () => { dragged = null; clearDrop(); });
    parts.tr.addEventListener("dragover", (event) => { if (dragged) { event.preventDefault(); clearDrop(); parts.tr.classList.add(below(event, parts.tr) ? "drop-b" : "drop-a"); } });
    parts.tr.addEventListener("drop", (event) => { event.preventDefault(); dropOn(id, below(event, parts.tr)); });
    return parts;
  }

  function lineRow(id) {
    const small = (attributes) => h("input", { autocomplete: "off", spellcheck: "false", ...attributes });
    const parts = {
      id, number: h("span", { class: "t3 num" }), code: codeCell("line", id), title: h("td", { class: "tt" }), evidence: h("td", { class: "nw opt1 ev" }),
      modifiers: Array.from({ length: MODIFIERS }, () => small({ class: "in c box", maxlength: 2 })),
      units: small({ class: "in c units", inputmode: "numeric", maxlength: 4 }), pointers: small({ class: "in pointers", maxlength: 4 }),
    };
    const fields = [...parts.modifiers, parts.units, parts.pointers];
    for (const field of fields) {
      field.addEventListener("focus", () => { activate("line", id); field.select(); });
      field.addEventListener("keydown", (event) => fieldKey(event, id, field));
      field.addEventListener("blur", () => write("line", id));
    }
    for (const field of parts.modifiers) field.addEventListener("input", () => { upper(field); answer.set("line", id, "modifiers", parts.modifiers.map((one) => one.value).filter(Boolean)); changed(); });
    parts.units.addEventListener("input", () => { const units = Number(parts.units.value); answer.set("line", id, "units", /^\d+$/.test(parts.units.value) ? units : 0); changed(); });
    parts.pointers.addEventListener("input", () => { upper(parts.pointers); answer.set("line", id, "pointers", answer.pointersOf(parts.pointers.value)); flagPointers(parts); changed(); });
    parts.tr = h("tr", {}, h("td", {}, parts.number), h("td", { class: "code-line" }, parts.code), parts.title, h("td", {}, parts.fields = h("div", { class: "mods" }, parts.modifiers)), h("td", {}, parts.units), h("td", {}, parts.pointers), parts.evidence);
    return parts;
  }

  /** Brings the tables to the answer: missing rows are made, gone ones taken out, the order put right. */
  function draw() {
    for (const kind of ["dx", "line"]) {
      const wanted = answer.rows(kind);
      for (const [id, parts] of rows[kind]) if (!wanted.some((row) => row.id === id)) { parts.tr.remove(); rows[kind].delete(id); }
      wanted.forEach((row, index) => {
        if (!rows[kind].has(row.id)) rows[kind].set(row.id, kind === "dx" ? dxRow(row.id) : lineRow(row.id));
        const { tr } = rows[kind].get(row.id);
        if (bodies[kind].children[index] !== tr) bodies[kind].insertBefore(tr, bodies[kind].children[index] ?? null);
        write(kind, row.id);
      });
    }
  }

  /** Writes what is saved into a row's cells, but never into the one that is being typed in. */
  function write(kind, id) {
    const row = answer.row(kind, id);
    const parts = rows[kind].get(id);
    if (!row || !parts) return;
    const at = element.getRootNode().activeElement;
    const place = answer.coded(kind).findIndex((one) => one.id === id);
    const name = place < 0 ? (kind === "dx" ? "next diagnosis" : "next line") : kind === "dx" ? `Diagnosis ${answer.letter(id) || place + 1}` : `Line ${place + 1}`;
    if (parts.code !== at && !parts.draft) parts.code.value = row.code;
    parts.code.classList.toggle("fresh", place < 0);
    parts.code.setAttribute("aria-label", kind === "dx" ? name : `${name} procedure code`);
    writeTitle(kind, parts, row);
    if (kind === "dx") {
      parts.letter.className = place < 0 ? "ltr ltr-next" : "ltr";
      parts.letter.textContent = place < 0 ? (answer.coded("dx").length < LETTERS.length ? LETTERS[answer.coded("dx").length] : "") : answer.letter(id) || "+";
      parts.handle.setAttribute("aria-label", `Move ${name}; Alt with the up and down arrows`);
      parts.handle.style.visibility = place < 0 ? "hidden" : "";
      writeEvidence(parts, row);
      return;
    }
    parts.number.textContent = place < 0 ? answer.coded(kind).length + 1 : place + 1;
    const shown = place >= 0;
    for (const field of [parts.fields, parts.units, parts.pointers]) field.style.visibility = shown ? "" : "hidden";
    parts.modifiers.forEach((field, index) => { if (field !== at) field.value = row.modifiers?.[index] ?? ""; field.setAttribute("aria-label", `${name} modifier ${index + 1}`); });
    if (parts.units !== at) parts.units.value = row.units ?? 1;
    parts.units.setAttribute("aria-label", `${name} units`);
    if (parts.pointers !== at) parts.pointers.value = answer.pointerLetters(row);
    parts.pointers.setAttribute("aria-label", `${name} diagnosis pointers`);
    flagPointers(parts);
    writeEvidence(parts, row);
  }

  function writeTitle(kind, parts, row) {
    if (parts.searching) return;
    if (parts.draft) { fill(parts.title, h("span", { class: "v v-c" }, icon("warn"), "Not a code yet: choose one from the book")); return; }
    if (!row.code) { parts.titled = ""; fill(parts.title, h("span", { class: "t3" }, kind === "dx" ? `${answer.coded("dx").length ? "Next" : "First-listed"} diagnosis: type a code or words` : "Next line: type a number or words")); return; }
    if (parts.titled === row.code) return;
    parts.titled = row.code;
    titleOf(kind, row.code).then(({ title, billable }) => {
      if (parts.titled !== row.code || parts.searching) return;
      if (title === null) { parts.titled = null; fill(parts.title); return; }
      if (!title) fill(parts.title, h("span", { class: "v v-c" }, icon("warn"), "Not in the code book"));
      else fill(parts.title, !billable && h("span", { class: "v v-c" }, icon("warn"), "Heading "), title);
      parts.title.title = title;
    });
  }

  function writeEvidence(parts, row) {
    const cited = row.cites?.length ?? 0;
    if (!row.code) fill(parts.evidence);
    else if (cited) fill(parts.evidence, h("span", { class: "t2" }, `${cited} cited`));
    else fill(parts.evidence, h("span", { class: "t3" }, "none"));
  }

  function flagPointers(parts) {
    const known = answer.coded("dx").length;
    const bad = [...parts.pointers.value].some((letter) => letter < "A" || letter.charCodeAt(0) - 65 >= known);
    parts.pointers.classList.toggle("bad", bad);
    parts.pointers.title = bad ? "No diagnosis has that letter; only letters that exist are saved." : "";
  }

  // ---- typing -------------------------------------------------------------------------------------------

  function upper(field) { const place = field.selectionStart; field.value = field.value.toUpperCase(); field.setSelectionRange(place, place); }

  function activate(kind, id) {
    active = { kind, id };
    for (const own of ["dx", "line"]) for (const parts of rows[own].values()) parts.tr.classList.toggle("on", own === kind && parts.id === id);
    rows[kind].get(id)?.tr.scrollIntoView({ block: "nearest" });
    book.show(active, label(active), rows[kind].get(id)?.searching ? "" : answer.row(kind, id)?.code);
    onFocus(active);
  }

  function label({ kind, id }) {
    const place = answer.coded(kind).findIndex((row) => row.id === id);
    if (kind === "dx") return place < 0 ? String.fromCharCode(65 + Math.min(25, answer.coded("dx").length)) : answer.letter(id) || String(place + 1);
    return String((place < 0 ? answer.coded("line").length : place) + 1);
  }

  function typed(kind, id, input) {
    const parts = rows[kind].get(id);
    const code = asCode(kind, input.value);
    if (!input.value.trim()) { setCode(kind, id, ""); parts.draft = false; }
    else if (code) { setCode(kind, id, code); parts.draft = false; }
    else parts.draft = true;
    searching(parts, input.value.trim() ? "Looking up" : "");
    book.type(input.value);
  }

  function setCode(kind, id, code) {
    if ((answer.row(kind, id)?.code ?? "") === code) return;
    answer.set(kind, id, "code", code);
    changed();
  }

  /** While the book is open for a row, its title says so; "" puts the title back. */
  function searching(parts, words) {
    parts.searching = Boolean(words);
    parts.code.setAttribute("aria-expanded", String(Boolean(words)));
    parts.code.classList.toggle("act", Boolean(words));
    if (words) fill(parts.title, h("span", { class: "t3" }, words));
    else { parts.titled = null; parts.code.removeAttribute("aria-activedescendant"); }
  }

  function matches(number) {
    const parts = active && rows[active.kind].get(active.id);
    if (!parts) return;
    if (number === null) { searching(parts, ""); write(active.kind, active.id); return; }
    searching(parts, number ? `Look-up open: ${number}${number >= 40 ? " or more" : ""} ${number === 1 ? "code matches" : "codes match"}` : "No match");
    parts.code.setAttribute("aria-activedescendant", book.activeId() ?? "");
  }

  function codeKey(event, kind, id, input) {
    const parts = rows[kind].get(id);
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) { event.preventDefault(); step(kind, id, event.key === "ArrowUp" ? -1 : 1); return; }
    if (parts.searching && book.key(event)) { event.preventDefault(); parts.code.setAttribute("aria-activedescendant", book.activeId() ?? ""); return; }
    if (event.key === "Escape") { event.preventDefault(); parts.draft = false; input.value = answer.row(kind, id)?.code ?? ""; book.close(); write(kind, id); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Backspace" && !input.value) { event.preventDefault(); removeRow(kind, id); return; }
    if (event.key === "Enter") { event.preventDefault(); if (answer.row(kind, id)?.code) advance(kind, id); return; }
    if (event.key === "ArrowDown") { event.preventDefault(); neighbor(kind, id, 1)?.code.focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); neighbor(kind, id, -1)?.code.focus(); }
  }

  function fieldKey(event, id, field) {
    const parts = rows.line.get(id);
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) { event.preventDefault(); step("line", id, event.key === "ArrowUp" ? -1 : 1); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (parts.modifiers.includes(field)) parts.units.focus();
      else if (field === parts.units) parts.pointers.focus();
      else neighbor("line", id, 1)?.code.focus();
    }
    const next = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (next) { event.preventDefault(); const other = neighbor("line", id, next); if (other) sameField(other, parts, field).focus(); }
  }

  function sameField(other, parts, field) {
    if (answer.row("line", other.id)?.code === "") return other.code;
    const place = parts.modifiers.indexOf(field);
    return place >= 0 ? other.modifiers[place] : field === parts.units ? other.units : other.pointers;
  }

  function left(kind, id, input) {
    const parts = rows[kind].get(id);
    if (!parts) return;
    setTimeout(() => {
      const at = element.getRootNode()?.activeElement;
      if (at === input || book.element.contains(at)) return;
      if (parts.draft && answer.row(kind, id)?.code) { parts.draft = false; input.value = answer.row(kind, id).code; }
      if (parts.searching) { searching(parts, ""); book.close(); }
      write(kind, id);
      if (active && element.contains(at)) book.show(active, label(active), answer.row(active.kind, active.id)?.code);
    });
  }

  /** Takes a code from the book into a row and goes on to what is typed next. */
  function take({ kind, id }, code, title) {
    const parts = rows[kind].get(id);
    if (!parts) return;
    const now = element.getRootNode()?.activeElement;
    const here = now === parts.code || !now || book.element.contains(now);  // a late answer moves nobody who has gone on
    parts.draft = false;
    parts.code.value = code;
    answer.set(kind, id, "code", code);
    searching(parts, "");
    book.close();
    changed();
    fill(parts.title, title);
    parts.title.title = title;
    parts.titled = code;
    if (here) advance(kind, id); else draw();
  }

  function advance(kind, id) {
    draw();
    if (kind === "line") rows.line.get(id).modifiers[0].focus();
    else neighbor("dx", id, 1)?.code.focus();
  }

  // ---- order --------------------------------------------------------------------------------------------

  function neighbor(kind, id, by) {
    const order = answer.rows(kind);
    const other = order[order.findIndex((row) => row.id === id) + by];
    return other && rows[kind].get(other.id);
  }

  function step(kind, id, by) {
    const order = answer.kept(kind);
    const place = order.findIndex((row) => row.id === id) + by;
    if (place < 0 || place >= order.length || !order.some((row) => row.id === id)) return;
    moveTo(kind, id, place);
  }

  function moveTo(kind, id, place) {
    const at = element.getRootNode().activeElement;
    answer.move(kind, id, place);
    changed();
    draw();
    if (at && element.contains(at)) at.focus();
    if (active) book.show(active, label(active), answer.row(active.kind, active.id)?.code);
  }

  function removeRow(kind, id) {
    const order = answer.rows(kind);
    const place = order.findIndex((row) => row.id === id);
    const goal = order[place - 1] ?? order[place + 1];
    answer.remove(kind, id);
    changed();
    if (goal) rows[kind].get(goal.id)?.code.focus();
  }

  function below(event, tr) { const box = tr.getBoundingClientRect(); return event.clientY > box.top + box.height / 2; }
  function clearDrop() { for (const parts of rows.dx.values()) parts.tr.classList.remove("drop-a", "drop-b"); }
  function dropOn(id, after) {
    clearDrop();
    if (!dragged || dragged === id) return;
    const order = answer.kept("dx").filter((row) => row.id !== dragged);
    const found = order.findIndex((row) => row.id === id);
    moveTo("dx", dragged, found < 0 ? order.length : found + (after ? 1 : 0));
  }

  function changed() {
    draw();
    onChange();
  }

  function go(kind) {
    const ids = answer.rows(kind).map((row) => row.id);
    const id = active?.kind === kind && ids.includes(active.id) ? active.id : ids.at(-1);
    rows[kind].get(id)?.code.focus();
  }

  function back() { if (active) rows[active.kind].get(active.id)?.code.focus(); }

  /** Other tabs' changes: everything but the cell being typed in is brought up to date. */
  function refresh() { draw(); onChange(); }

  function addLine(code, { units = 1, modifiers = [] } = {}) {
    const id = answer.next.line;
    answer.set("line", id, "code", code);
    if (modifiers.length) answer.set("line", id, "modifiers", modifiers.slice(0, MODIFIERS));
    if (units !== 1) answer.set("line", id, "units", units);
    changed(); draw();
    rows.line.get(id).modifiers[0].focus();
  }

  function addDiagnosis(code) {
    const id = answer.next.dx;
    answer.set("dx", id, "code", code);
    changed(); draw();
    rows.dx.get(id).code.focus();
  }

  return { element, draw, take, back, matches, refresh, go, addLine, addDiagnosis, label, get active() { return active; } };
}
