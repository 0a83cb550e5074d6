// Look up: the code book as a page. Matches as you type on the left, the whole entry on the right; favorites and recent
// codes where nothing is typed; "Why not this one?" puts two codes side by side. Keyboard all the way.

import { h, fill, icon } from "./dom.js";
import { get, post, problem } from "./case.js";
import { showEntry } from "./code_entry.js";
import { comparison } from "./compare.js";
import { badge, color, lit } from "./hits.js";
import { keptCodes } from "./kept_codes.js";
import { tableOf } from "./lookup_tables.js";
import { addressState, copy, editionWords, setAddress, toolFrame } from "./tool_frame.js";
import { phoneBar, tabs } from "./desk_parts.js";

const ENTRY_DELAY_MS = 60;
const PLAIN = new Set(["words", "code"]); // reasons that the row itself shows
const SYSTEMS = [["", "All"], ["ICD10CM", "Diagnoses"], ["PROC", "Procedures"]];
const BAR = [[["/"], "search"], [["↑", "↓"], "match"], [["Enter"], "to the entry"], [["Esc"], "back"], [["Alt S"], "star"], [["Alt W"], "why not"], [["Alt ↑"], "one up"], [["?"], "all keys"]];
const ALL_KEYS = [
  [["/"], "to the search, from anywhere"], [["↑", "↓"], "in the search: choose a match, its entry opens"], [["Enter"], "to the entry; where a 7th character is missing, to its picker, where a letter picks"],
  [["Esc"], "from the entry to the search; in the search, empty it; while comparing, end it"], [["Alt", "S"], "star or unstar the code that is open"], [["Alt", "W"], "why not: keep this code and choose another beside it"],
  [["Alt", "↑"], "to the heading above"], [["Alt", "C"], "copy the code"], [["Alt", "1", "2", "3"], "codes, Table of Drugs, Table of Neoplasms"], [["?"], "outside fields: these keys"],
];

export async function mount(root) {
  const asked = addressState();
  let edition;
  try { edition = await get("/api/edition"); } catch (error) { fill(root, problem(error)); return { unmount() {} }; }
  const kept = keptCodes();
  const entries = new Map();
  let [hits, at, entryTimer, asking] = [[], -1, 0, null];
  let [current, against] = [null, null]; // the entry that is open, and the one it is compared with
  let wanted = "";
  let ready = false;

  // ---- left: what is looked for --------------------------------------------------------------------------------

  const query = h("input", { class: "find", id: "find", type: "search", autocomplete: "off", spellcheck: "false", maxlength: 120, value: asked.q ?? "", role: "combobox", "aria-controls": "found", "aria-expanded": "true", "aria-autocomplete": "list",
    placeholder: "Code, words, abbreviation", "aria-label": "Look up a code, words or an abbreviation", on: { input: () => type(), keydown: queryKeys } });
  const system = h("div", { class: "seg seg-s", role: "group", "aria-label": "Which codes" }, SYSTEMS.map(([value, label]) =>
    h("label", {}, h("input", { type: "radio", name: "system", value, checked: value === (asked.set ?? ""), on: { change: () => { type(); query.focus(); } } }), label)));
  const list = h("div", { class: "hits scroll", id: "found", role: "listbox", "aria-label": "Matches", tabIndex: 0 });
  const idle = h("p", { class: "hits-none t2", role: "status" });
  const codes = h("div", { class: "find-pane" }, h("div", { class: "find-row" }, query, system), idle, list);
  const drugs = tableOf("drugs", { open: openCode, asOf: () => asOf() });
  const neoplasms = tableOf("neoplasms", { open: openCode, asOf: () => asOf() });
  const places = tabs([
    { id: "codes", title: "Codes", build: () => codes }, { id: "drugs", title: "Table of Drugs", build: () => drugs.element }, { id: "neoplasms", title: "Table of Neoplasms", build: () => neoplasms.element },
  ], { label: "What to look in", onOpen: () => ready && remember() });
  const left = h("section", { class: "pane", "aria-label": "Search" }, h("div", { class: "bar" }, places.list), places.panels);

  // ---- right: the entry ----------------------------------------------------------------------------------------

  const head = h("div", { class: "ent-head" });
  const body = h("div", { class: "scroll ent", tabIndex: 0, role: "region", "aria-label": "Entry" });
  const failed = h("p", { class: "fail", role: "alert" });
  const right = h("section", { class: "pane", "aria-label": "Code" }, head, failed, body);

  const frame = toolFrame({
    title: "Look up", bar: BAR, allKeys: ALL_KEYS, head: [asOfField(), editionWords(edition)], body: h("div", { class: "tool-two lookup" }, phoneBar([["Search", "left"], ["Entry", "right"]], (id) => ({ left, right })[id]), left, right),
    keys: {
      "/": () => { places.open("codes"); query.focus(); query.select(); }, Escape: leave, "Alt+KeyS": star, "Alt+KeyW": whyNot, "Alt+KeyC": () => copyCode(), "Alt+ArrowUp": up,
      "Alt+Digit1": () => { places.open("codes"); query.focus(); }, "Alt+Digit2": () => { places.open("drugs"); drugs.focus(); }, "Alt+Digit3": () => { places.open("neoplasms"); neoplasms.focus(); },
    },
  });

  function asOfField() {
    const input = h("input", { class: "in box date", type: "date", id: "as-of", value: asked.as_of ?? edition.start, min: edition.start, max: edition.end, on: { change: () => { remember(); if (current) openCode(current.code, current.system, false); } } });
    return h("label", { class: "as-of" }, "As of ", input);
  }
  const asOf = () => frame.element.querySelector("#as-of").value || edition.start;
  const chosenSystem = () => system.querySelector("input:checked").value;
  const ask = (question) => post("/api/ask", { ...question, as_of: asOf() });

  function remember() {
    const tab = places.current === "codes" ? "" : places.current;
    setAddress({ q: query.value.trim(), set: chosenSystem(), code: current?.code, of: current?.system === "ICD10CM" ? "" : current && "PROC", with: against?.code, tab, as_of: asOf() === edition.start ? "" : asOf() });
  }

  // ---- search --------------------------------------------------------------------------------------------------

  /** Asks for what is typed; `open`: the best match's entry opens. */
  async function type(open = true) {
    asking?.abort();
    const words = query.value.trim();
    if (!words) { drawKept(); remember(); return; }
    asking = new AbortController();
    const { signal } = asking;
    try {
      const found = await get(`/api/lookup?${new URLSearchParams({ q: words, system: chosenSystem(), limit: 40, as_of: asOf() })}`, { signal });
      if (signal.aborted) return;
      asking = null;
      hits = found.hits;
      drawHits([["", hits]], words);
      fill(idle, hits.length ? "" : `No match for “${words}”. Try fewer words, another spelling, or the code's first characters.`);
      if (open) choose(bestPlace(words));
      remember();
    } catch (error) { if (error.name !== "AbortError") fill(idle, error.message); }
  }

  function bestPlace(words) {
    const plain = words.toUpperCase().replace(".", "");
    return hits.length ? Math.max(0, hits.findIndex((hit) => hit.code.replace(".", "") === plain)) : -1;
  }

  /** Nothing typed: favorites and recent codes; for a newcomer, what can be typed. */
  function drawKept() {
    const fits = (hit) => !chosenSystem() || (hit.system === "ICD10CM") === (chosenSystem() === "ICD10CM");
    const [favorites, recent] = [kept.favorites.filter(fits), kept.recent.filter((hit) => fits(hit) && !kept.isFavorite(hit))];
    hits = [...favorites, ...recent];
    drawHits([["Favorites", favorites], ["Recent", recent]], "");
    fill(idle, hits.length ? "" : "Type a code, words, lay words or an abbreviation: E11.22, heart attack, dm2 w ckd, colles r, 99214.", !kept.known && " Favorites and recent codes are kept once you have chosen a name on Start.");
    at = -1;
  }

  function drawHits(groups, words) {
    let number = 0;
    const drawn = groups.filter(([, found]) => found.length).map(([name, found]) => {
      const options = found.map((hit) => option(hit, number++, words));
      return name ? h("div", { role: "group", "aria-label": name }, h("div", { class: "hits-name", "aria-hidden": "true" }, name), options) : options;
    });
    fill(list, drawn);
    list.hidden = !number;
    idle.hidden = number > 0;
    list.scrollTop = 0;
    at = -1;
  }

  function option(hit, index, words) {
    return h("div", { class: "hitrow", role: "option", id: `h${index}`, "aria-selected": "false", style: `--tab:${color(hit)}`, on: { click: () => { choose(index, true); commit(); } } },
      h("i"), h("span", { class: "mono" }, hit.code), h("span", { class: "ti", title: hit.title }, lit(hit.title, words)),
      kept.isFavorite(hit) ? h("span", { class: "star on", title: "Favorite" }, "★") : h("span"), badge(hit), hit.why && !PLAIN.has(hit.why) && h("span", { class: "why" }, hit.why));
  }

  const options = () => list.querySelectorAll("[role=option]");

  function choose(place, now = false) {
    const rows = options();
    rows[at]?.setAttribute("aria-selected", "false");
    at = place;
    rows[at]?.setAttribute("aria-selected", "true");
    rows[at]?.scrollIntoView({ block: "nearest" });
    if (rows[at]) query.setAttribute("aria-activedescendant", rows[at].id); else query.removeAttribute("aria-activedescendant");
    clearTimeout(entryTimer);
    const hit = hits[at];
    if (!hit) return;
    if (now) openCode(hit.code, hit.system, false);
    else entryTimer = setTimeout(() => openCode(hit.code, hit.system, false), ENTRY_DELAY_MS);
  }

  function queryKeys(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) { event.preventDefault(); choose(Math.max(0, Math.min(hits.length - 1, at + step))); return; }
    if (event.key === "Enter") { event.preventDefault(); enter(); }
  }

  async function enter() {
    if (!hits[at]) return;
    clearTimeout(entryTimer);
    await openCode(hits[at].code, hits[at].system, false);
    commit();
    (body.querySelector(".x7t button") ?? body).focus();
  }

  function commit() { if (hits[at]) kept.seen(hits[at]).catch(() => {}); }

  // ---- the entry -----------------------------------------------------------------------------------------------

  async function entryOf(code, set) {
    const name = `${set === "ICD10CM" ? "ICD10CM" : "PROC"} ${code} ${asOf()}`;
    if (!entries.has(name)) entries.set(name, await get(`/api/entry?${new URLSearchParams({ code, system: name.split(" ")[0], as_of: asOf() })}`));
    return entries.get(name);
  }

  /** Opens a code's entry; `look`: as a step of its own, which counts as looked at. */
  async function openCode(code, set = "ICD10CM", look = true) {
    wanted = `${set} ${code}`;
    const mine = wanted;
    try {
      const found = await entryOf(code, set);
      if (mine !== wanted) return;
      current = found;
      fill(failed);
      draw();
      if (look) { kept.seen(found).catch(() => {}); body.focus(); }
    } catch (error) { if (mine === wanted) fill(failed, icon("warn"), error.message); }
  }

  function draw() {
    const on = kept.isFavorite(current);
    const comparing = against && (against.code !== current.code || against.system !== current.system);
    fill(head, h("h2", {}, h("span", { class: "mono" }, current.code), " ", h("span", { class: "ent-title" }, current.title)),
      h("div", { class: "ent-do" }, entryBadge(current),
        h("button", { class: "btn", "aria-pressed": String(on), disabled: !kept.known, title: kept.known ? "" : "Choose a name on Start first", on: { click: star } }, h("span", { class: on ? "star on" : "star", "aria-hidden": "true" }, on ? "★" : "☆"), on ? "Favorite" : "Star it"),
        h("button", { class: "btn copy", on: { click: copyCode } }, "Copy"),
        h("button", { class: "btn", on: { click: against ? endComparing : whyNot } }, against ? "End comparing" : "Why not this one?")),
      against && h("p", { class: "cmp-bar" }, icon("half"), h("span", {}, "Comparing with ", h("b", { class: "mono" }, against.code), " ", against.title, comparing ? "." : ". Choose the other code.")));
    body.setAttribute("aria-label", comparing ? `${against.code} beside ${current.code}` : `${current.code}, entry`);
    if (comparing) fill(body, comparison(against, current, { open: openCode, asOf: asOf() }));
    else showEntry(body, current, { open: openCode, ask, asOf: asOf() });
    body.scrollTop = 0;
    remember();
  }

  function entryBadge(found) {
    return found.system === "ICD10CM" ? badge({ ...found, seventh: !found.billable && Object.keys(found.sevenths).length > 0 && !found.children.some((child) => child.code.replace(".", "").length < 7) }) : badge(found);
  }

  function up() { const above = current?.parents?.at(-1); if (above) openCode(above.code, "ICD10CM", false); }
  function copyCode() { if (current) copy(current.code, head.querySelector(".copy")); }
  async function star() {
    if (!current || !kept.known) return;
    try { await kept.star(current, !kept.isFavorite(current)); } catch (error) { fill(failed, icon("warn"), error.message); }
  }
  function whyNot() { if (!current) return; against = current; draw(); query.focus(); query.select(); }
  function endComparing() { against = null; draw(); }
  function leave() {
    const focused = frame.element.getRootNode().activeElement;
    if (focused !== query && right.contains(focused)) { query.focus(); query.select(); return; }
    if (against) { endComparing(); return; }
    if (focused === query && query.value) { query.value = ""; type(); }
  }

  const stopKept = kept.onChange(() => {
    if (!query.value.trim()) { const chosen = at; drawKept(); if (chosen >= 0 && chosen < hits.length) { at = chosen; options()[at].setAttribute("aria-selected", "true"); } }
    if (current) { const on = kept.isFavorite(current); const button = head.querySelector("button[aria-pressed]"); if (button) { button.disabled = false; button.setAttribute("aria-pressed", String(on)); fill(button, h("span", { class: on ? "star on" : "star", "aria-hidden": "true" }, on ? "★" : "☆"), on ? "Favorite" : "Star it"); } }
  });

  fill(root, frame.element);
  ready = true;
  fill(head, h("h2", {}, "No code is open"));
  fill(body, h("p", { class: "t2 ent-empty" }, "The entry of the code you choose stands here: its path and neighbors, every note with the heading it stands at, and what must still be added."));
  drawKept();
  kept.load().catch(() => {}); // nobody signed in: there is nothing to load
  if (asked.tab) places.open(["drugs", "neoplasms"].includes(asked.tab) ? asked.tab : "codes");
  if (!matchMedia("(max-width: 900px)").matches && places.current === "codes") query.focus();
  if (asked.with) against = await entryOf(asked.with, asked.of || "ICD10CM").catch(() => null);
  if (asked.q) await type(!asked.code);
  if (asked.code) await openCode(asked.code, asked.of || "ICD10CM", false);

  return { unmount() { stopKept(); frame.stop(); clearTimeout(entryTimer); asking?.abort(); } };
}
