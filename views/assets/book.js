// The code book, docked under the sheet so that it covers nothing: matches as you type, the tabular entry of the match
// that is chosen, and the picker for a 7th character.

import { h, fill } from "./dom.js";
import { badge, color, lit, thumb } from "./hits.js";
import { seventhPicker, takesSeventh } from "./sevenths.js";

const NOTE_NAMES = {
  code_first: "Code first", use_additional: "Use additional", code_also: "Code also", excludes1: "Excludes1",
  excludes2: "Excludes2", includes: "Includes", inclusion_terms: "Also called",
};
const ENTRY_DELAY_MS = 60;

/** `take({kind, id}, code, title)` is called with what was chosen, `back()` returns the focus to the cell.
 *  Gives {element, show(target, label), type(query), key(event), close()}. */
export function codeBook({ api, take, back, onMatches }) {
  let target = null;
  let hits = [];
  let shown = [];
  let at = -1;
  let tab = null;
  let asking = null;
  let entryTimer = 0;
  let query = "";
  let entryOf = "";
  let invite = "";
  let takeWhenIn = false; // Enter came before the answer did

  const what = h("span", { class: "t2 book-what" });
  const thumbs = h("div", { class: "thumbs", role: "group", "aria-label": "Chapters with matches" });
  const list = h("ul", { class: "res scroll", id: "book-list", role: "listbox", "aria-label": "Matches", tabIndex: 0 });
  const idle = h("div", { class: "book-idle t2" });
  const entry = h("div", { class: "scroll book-entry", tabIndex: 0, role: "region", "aria-label": "Tabular entry" });
  const element = h("div", { class: "book", id: "book", role: "group", "aria-label": "Code book" },
    h("div", {}, h("div", { class: "bar" }, h("h2", {}, "Code book"), what, thumbs), idle, list), entry);

  /** Turns to a row; with a `code` in it, its entry is opened beside the matches. */
  function show(newTarget, label, code = "") {
    if (target?.id !== newTarget.id) takeWhenIn = false;
    target = newTarget;
    if (!query) { if (code) openEntry(code); else blank(); }
    const dx = target.kind === "dx";
    fill(what, dx ? `ICD-10-CM, diagnosis ${label}` : `CPT and HCPCS, line ${label}`);
    what.title = dx ? "" : "CPT code numbers are the AMA's; the wording here is our own.";
    invite = dx ? "Type a code, words or an abbreviation: S52.531, colles r, htn." : "Type a number or words: 99214, layered repair face. CPT numbers are the AMA's; the wording is our own.";
    if (!query) fill(idle, invite);
  }

  async function type(text) {
    query = text.trim();
    asking?.abort();
    takeWhenIn = false;
    if (!query) { close(); return; }
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await api.lookup(query, { system: target.kind === "dx" ? "ICD10CM" : "PROC", signal });
      if (signal.aborted) return;
      asking = null;
      hits = answer.hits;
      tab = null;
      draw(bestPlace());
      onMatches(hits.length);
      if (takeWhenIn) accept();
    } catch (error) {
      if (error.name !== "AbortError") fill(idle, error.message);
    }
  }

  /** The code typed in full, else the first match. */
  function bestPlace() {
    const plain = query.toUpperCase().replace(".", "");
    return Math.max(0, hits.findIndex((hit) => hit.code.replace(".", "") === plain));
  }

  function draw(place) {
    shown = tab ? hits.filter((hit) => thumb(hit.code)[0] === tab) : hits;
    idle.hidden = hits.length > 0;
    list.hidden = !hits.length;
    if (!hits.length) fill(idle, query ? `No match for "${query}". Try fewer words, another spelling, or the code's first characters.` : invite);
    list.setAttribute("aria-label", `Matches for ${query}`);
    fill(list, shown.map((hit, index) => option(hit, index)));
    drawThumbs();
    choose(shown.length ? Math.min(place, shown.length - 1) : -1);
  }

  function option(hit, index) {
    return h("li", { role: "option", id: `o${index}`, "aria-selected": "false", style: `--tab:${color(hit)}`, on: { mousedown: (event) => { event.preventDefault(); choose(index); accept(); } } },
      h("i"), h("span", { class: "mono" }, hit.code), h("span", { class: "ti", title: hit.title }, lit(hit.title, query)), badge(hit));
  }

  function drawThumbs() {
    const counts = new Map();
    if (target?.kind === "dx") for (const hit of hits) { const [name] = thumb(hit.code); counts.set(name, (counts.get(name) ?? 0) + 1); }
    fill(thumbs, counts.size < 2 ? [] : [...counts].slice(0, 4).map(([name, number]) => {
      const hit = hits.find((one) => thumb(one.code)[0] === name);
      return h("button", { style: `--tab:${color(hit)}`, tabIndex: -1, "aria-pressed": String(tab === name),
        on: { mousedown: (event) => { event.preventDefault(); tab = tab === name ? null : name; draw(0); } } }, `${name} ${number}`);
    }));
  }

  function choose(place) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = place;
    list.children[at]?.setAttribute("aria-selected", "true");
    list.children[at]?.scrollIntoView({ block: "nearest" });
    clearTimeout(entryTimer);
    if (shown[at]) entryTimer = setTimeout(() => openEntry(shown[at].code), ENTRY_DELAY_MS);
  }

  /** Keys of the code cell while the book is open; says whether the key was used. */
  function key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return false;
    if (event.key === "Enter" && asking) { takeWhenIn = true; return true; }
    if (!shown.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (step) { choose(Math.max(0, Math.min(shown.length - 1, at + step))); return true; }
    if (event.key === "Enter") { accept(); return true; }
    if (event.key === "Escape") { close(); return false; }
    return false;
  }

  async function accept() {
    const hit = shown[at];
    if (!hit) return;
    if (hit.seventh) { await openEntry(hit.code); entry.querySelector(".x7t button")?.focus(); return; }
    if (!hit.billable) { const first = hits.length; await type(hit.code); if (hits.length === first && shown[at]?.code === hit.code) choose(Math.min(1, shown.length - 1)); return; }
    take(target, hit.code, hit.title);
  }

  async function openEntry(code) {
    if (entryOf === code) return;
    entryOf = code;
    try {
      const found = await api.entry(code);
      if (entryOf !== code) return;
      entry.setAttribute("aria-label", `${code}, tabular entry`);
      fill(entry, found.system === "ICD10CM" ? diagnosisEntry(found) : procedureEntry(found));
      entry.scrollTop = 0;
    } catch (error) {
      entryOf = "";
      fill(entry, h("p", { class: "tabn" }, error.message));
    }
  }

  function diagnosisEntry(found) {
    const picker = takesSeventh(found);
    return [
      h("div", { class: "bar" }, h("h3", { class: "mono" }, found.code), h("span", { class: "t2" }, picker ? "needs a 7th character" : found.billable ? "billable" : "heading"),
        picker && h("span", { class: "end meta" }, h("kbd", {}, Object.keys(found.sevenths)[0]), " to ", h("kbd", {}, Object.keys(found.sevenths).at(-1)), " picks")),
      picker && seventhPicker(found, (code, title) => take(target, code, title), back),
      h("p", { class: "crumb" }, found.parents.map((parent) => [parent.code, " ", shortened(parent.title), " › "]), h("b", {}, found.title)),
      !found.billable && !picker && found.missing && h("p", { class: "tabn" }, found.missing),
      Object.entries(NOTE_NAMES).map(([kind, name]) => noteLines(name, found.notes[kind] ?? [], found.code)),
      !picker && found.children.length > 0 && h("ul", { class: "kids" }, found.children.map((child) =>
        h("li", {}, h("button", { tabIndex: -1, on: { click: () => { back(); type(child.code); } } }, h("span", { class: "mono" }, child.code), " ", child.title)))),
    ];
  }

  function procedureEntry(found) {
    const global = { "000": "0 days", "010": "10 days", "090": "90 days" }[found.global_days];
    return [
      h("div", { class: "bar" }, h("h3", { class: "mono" }, found.code), h("span", { class: "t2" }, found.system)),
      h("p", { class: "tabn" }, h("b", {}, found.title)),
      found.add_on_to.length > 0 && h("p", { class: "tabn" }, h("b", {}, "Add-on to "), found.add_on_to.slice(0, 12).join(", ")),
      global && h("p", { class: "tabn" }, h("b", {}, "Global period "), global),
      found.mue !== null && h("p", { class: "tabn" }, h("b", {}, "Most units a day "), found.mue),
      found.data_from && h("p", { class: "tabn t3" }, `Figures from ${found.data_from}, carried forward.`),
    ];
  }

  function close() {
    asking?.abort();
    [asking, takeWhenIn, query, hits, entryOf] = [null, false, "", [], ""];
    clearTimeout(entryTimer);
    draw(-1);
    idle.hidden = false;
    list.hidden = true;
    blank();
    onMatches(null);
  }

  function blank() {
    entryOf = "";
    fill(entry, h("p", { class: "tabn book-hint" }, "The entry of the code you choose stands here, with its notes."));
  }

  list.hidden = true;
  blank();
  fill(idle, "Go to a diagnosis or a line and type.");
  return { element, show, type, key, close, get open() { return hits.length > 0; }, get chosen() { return shown[at]; }, activeId: () => (at >= 0 ? `o${at}` : null), openEntry };
}

function shortened(title) { return title.length > 34 ? `${title.slice(0, 32)}…` : title; }

function noteLines(name, notes, code) {
  if (!notes.length) return null;
  return notes.map(({ text, at }) => h("p", { class: "tabn" }, h("b", {}, name), at && at !== code ? ` at ${at}: ` : ": ", text));
}
