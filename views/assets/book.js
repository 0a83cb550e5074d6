// The code book, docked under the sheet so that it covers nothing: matches as you type, the tabular entry of the match
// that is chosen, and the picker for a 7th character.

import { h, fill } from "./dom.js";
import { comparison } from "./compare.js";
import { badge, color, lit, thumb } from "./hits.js";
import { seventhPicker, takesSeventh } from "./sevenths.js";

const NOTE_NAMES = {
  code_first: "Code first", use_additional: "Use additional", code_also: "Code also", excludes1: "Excludes1",
  excludes2: "Excludes2", includes: "Includes", notes: "Note", inclusion_terms: "Also called",
};
const ENTRY_DELAY_MS = 60;
const KEPT_SHOWN = 12;

/** `take({kind, id}, code, title)` is called with what was chosen, `back()` returns the focus to the cell; `kept` holds
 *  the learner's favorite and recent codes, which "*" lists.
 *  Gives {element, show(target, label), type(query), key(event), close(), star(), whyNot()}. */
export function codeBook({ api, kept, take, back, onMatches }) {
  let target = null;
  let hits = [];
  let shown = [];
  let at = -1;
  let tab = null;
  let asking = null;
  let entryTimer = 0;
  let query = "";
  let entryOf = "";
  let current = null; // the entry that is open
  let against = null; // the one it is compared with
  let invite;
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
    if (!query) drawIdle();
  }

  /** Nothing typed: what can be, and the learner's own codes of this kind. */
  function drawIdle() {
    const own = keptHits().slice(0, KEPT_SHOWN);
    fill(idle, h("p", {}, invite ?? "Go to a diagnosis or a line and type."), own.length > 0 && [h("p", { class: "meta book-kept" }, "Favorites and recent, ", h("kbd", {}, "*"), " lists them:"),
      h("ul", { class: "book-own" }, own.map((hit) => h("li", {}, h("button", { class: "cd", title: hit.title, tabIndex: -1, on: { mousedown: (event) => { event.preventDefault(); [hits, tab] = [[hit], null]; draw(0); accept(); } } }, kept.isFavorite(hit) && h("span", { class: "star on", "aria-label": "Favorite" }, "★"), hit.code))))]);
  }

  function keptHits() {
    const fits = (hit) => target && (hit.system === "ICD10CM") === (target.kind === "dx");
    return [...kept.favorites, ...kept.recent.filter((hit) => !kept.isFavorite(hit))].filter(fits);
  }

  async function type(text) {
    query = text.trim();
    asking?.abort();
    takeWhenIn = false;
    if (!query) { close(true); return; }
    if (query === "*") { [hits, tab, asking] = [keptHits(), null, null]; draw(0); onMatches(hits.length); return; }
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
    if (!hits.length && !query) drawIdle();
    else if (!hits.length) fill(idle, query === "*" ? "No favorite or recent code of this kind yet. Alt S stars the code whose entry is open." : `No match for "${query}". Try fewer words, another spelling, or the code's first characters.`);
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
      const found = await api.entry(code, { system: target?.kind === "line" ? "PROC" : "ICD10CM" });
      if (entryOf !== code) return;
      current = found;
      drawEntry();
    } catch (error) {
      entryOf = "";
      fill(entry, h("p", { class: "tabn" }, error.message));
    }
  }

  function drawEntry() {
    const comparing = against && against.code !== current.code;
    element.classList.toggle("comparing", Boolean(comparing));
    entry.setAttribute("aria-label", comparing ? `${against.code} beside ${current.code}` : `${current.code}, tabular entry`);
    if (comparing) fill(entry, h("div", { class: "bar" }, h("h3", { class: "mono" }, `${against.code} or ${current.code}`), tools()), comparison(against, current, { open: (code) => { back(); type(code); } }));
    else fill(entry, current.system === "ICD10CM" ? diagnosisEntry(current) : procedureEntry(current));
    entry.scrollTop = 0;
  }

  /** Star and "Why not?" of the entry that is open. */
  function tools() {
    const on = kept.isFavorite(current);
    return h("span", { class: "end book-tools" },
      h("button", { class: "btn btn-0", "aria-pressed": String(on), "aria-label": on ? `${current.code} is a favorite` : `Make ${current.code} a favorite`, title: "Alt S", on: { click: star } }, h("span", { class: on ? "star on" : "star", "aria-hidden": "true" }, on ? "★" : "☆")),
      h("button", { class: "btn btn-0", title: "Alt W: keep this code and choose another beside it", on: { click: whyNot } }, against ? "End comparing" : "Why not?"));
  }

  async function star() {
    if (!current) return;
    try { await kept.star(current, !kept.isFavorite(current)); } catch (error) { fill(idle, error.message); idle.hidden = false; }
  }

  function whyNot() {
    if (!current) return;
    against = against ? null : current;
    drawEntry();
    back();
  }

  kept.onChange(() => { if (!query && target) drawIdle(); if (current && entryOf) { const place = entry.querySelector(".book-tools"); place?.replaceWith(tools()); } });

  function diagnosisEntry(found) {
    const picker = takesSeventh(found);
    return [
      h("div", { class: "bar" }, h("h3", { class: "mono" }, found.code), h("span", { class: "t2" }, picker ? "needs a 7th character" : found.billable ? "billable" : "heading"),
        picker && h("span", { class: "meta" }, h("kbd", {}, Object.keys(found.sevenths)[0]), " to ", h("kbd", {}, Object.keys(found.sevenths).at(-1)), " picks"), tools()),
      against && h("p", { class: "tabn" }, `Comparing with ${against.code}: choose the other code.`),
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
      h("div", { class: "bar" }, h("h3", { class: "mono" }, found.code), h("span", { class: "t2" }, found.system), tools()),
      against && h("p", { class: "tabn" }, `Comparing with ${against.code}: choose the other code.`),
      h("p", { class: "tabn" }, h("b", {}, found.title)),
      found.add_on_to.length > 0 && h("p", { class: "tabn" }, h("b", {}, "Add-on to "), found.add_on_to.slice(0, 12).join(", ")),
      global && h("p", { class: "tabn" }, h("b", {}, "Global period "), global),
      found.mue !== null && h("p", { class: "tabn" }, h("b", {}, "Most units a day "), found.mue),
      found.data_from && h("p", { class: "tabn t3" }, `Figures from ${found.data_from}, carried forward.`),
    ];
  }

  /** `comparing`: the code that another is compared with stays. */
  function close(comparing = false) {
    if (!comparing) against = null;
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
    [entryOf, current] = ["", null];
    element.classList.remove("comparing");
    fill(entry, h("p", { class: "tabn book-hint" }, "The entry of the code you choose stands here, with its notes."));
  }

  list.hidden = true;
  blank();
  drawIdle();
  return { element, show, type, key, close, get open() { return hits.length > 0; }, get chosen() { return shown[at]; }, star, whyNot, activeId: () => (at >= 0 ? `o${at}` : null), openEntry };
}

function shortened(title) { return title.length > 34 ? `${title.slice(0, 32)}…` : title; }

function noteLines(name, notes, code) {
  if (!notes.length) return null;
  return notes.map(({ text, at }) => h("p", { class: "tabn" }, h("b", {}, name), at && at !== code ? ` at ${at}: ` : ": ", text));
}
