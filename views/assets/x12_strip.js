// 837P beside the form: a box of the form lights the segments that carry it, a segment leads back to its box.

import { h, fill } from "./dom.js";
import { bringIntoView } from "./chart.js";
import { withDays } from "./account_parts.js";

const QUIET_MS = 350;

/** `load()` resolves with {segments: [{text, loop, plain, items, line}], version?}; `onItem(item)` is called with a form item
 *  ("1a", "24D.2") when a segment is chosen; `value(item)` gives what stands in a box, to be marked in the segment.
 *  Gives {element, refresh(), show(item), focus(), toggle()}. */
export function x12Strip({ load, onItem, value = () => "" }) {
  const list = h("ol", { class: "scroll", tabIndex: 0, role: "listbox", "aria-label": "837P of this claim, segment by segment" });
  const hint = h("span", { class: "meta t3" }, "X222A1");
  const fold = h("button", { class: "btn-0 fold", "aria-expanded": "true", "aria-label": "Show the 837P", on: { click: () => toggle() } }, "837P");
  const element = h("div", { class: "x12" }, h("div", { class: "bar" }, h("h3", {}, fold), hint), list);
  let segments = [];
  let at = -1;
  let lit = null;
  let timer = 0;
  let asked = 0;
  let loaded = false;

  function refresh(soon = QUIET_MS) { clearTimeout(timer); timer = setTimeout(read, soon); }

  async function read() {
    const mine = ++asked;
    try {
      const answer = await load();
      if (mine !== asked) return;
      const first = !loaded;
      loaded = true;
      if (JSON.stringify(answer.segments) !== JSON.stringify(segments)) { segments = answer.segments; draw(); }
      hint.textContent = "X222A1";
      if (lit) show(lit);
      else if (first) toTop();
    } catch (error) {
      if (mine !== asked || error.name === "AbortError") return;
      hint.textContent = "not now";
      hint.title = error.message;
    }
  }

  function draw() {
    at = Math.min(at, segments.length - 1);
    fill(list, segments.map((segment, index) => h("li", { role: "option", id: `seg-${index}`, "aria-selected": "false", on: { click: () => choose(index) } },
      h("span", {}, segment.loop), h("span", { class: "seg" }, segment.text), h("span", { class: "pl" }, withDays(segment.plain)))));
  }

  /** Past the envelope, which no box of the form is in. */
  function toTop() {
    const row = list.children[segments.findIndex(({ items }) => items.length)];
    if (row) list.scrollTop = row.offsetTop - list.offsetTop;
  }

  /** Lights the segments of a form item and brings the first into view; null lights none. */
  function show(item) {
    lit = item;
    const known = item ? value(item) : "";
    const there = item ? carrying(segments, item) : new Set();
    let first = null;
    [...list.children].forEach((row, index) => {
      const on = there.has(index);
      row.classList.toggle("on", on);
      row.setAttribute("aria-selected", String(on));
      fill(row.children[1], on ? marked(segments[index].text, known) : segments[index].text);
      if (on) first ??= row;
    });
    if (first) { at = [...list.children].indexOf(first); list.setAttribute("aria-activedescendant", first.id); bringIntoView(list, first); if (list.scrollHeight > list.clientHeight) list.scrollTop = Math.max(0, first.offsetTop - list.offsetTop); }
  }

  function choose(index) {
    if (!segments[index]) return;
    at = index;
    const [item] = segments[index].items;
    [...list.children].forEach((row, other) => { row.classList.toggle("on", other === index); row.setAttribute("aria-selected", String(other === index)); });
    list.setAttribute("aria-activedescendant", `seg-${index}`);
    bringIntoView(list, list.children[index]);
    if (item) onItem(item);
  }

  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    choose(Math.min(segments.length - 1, Math.max(0, at + step)));
  });

  function toggle() {
    const closed = element.classList.toggle("folded");
    fold.setAttribute("aria-expanded", String(!closed));
    if (!closed) refresh(0);
  }

  return { element, refresh, show, focus: () => { if (element.classList.contains("folded")) toggle(); list.focus(); }, toggle, stop: () => clearTimeout(timer) };
}

/** Indexes of the segments that carry a form item; where none does by itself, those of its line or its whole box. */
function carrying(segments, item) {
  const having = (wanted) => segments.flatMap(({ items }, index) => (items.includes(wanted) ? [index] : []));
  const exact = having(item);
  if (exact.length) return new Set(exact);
  const line = /^24[A-J]?\.(\d)$/.exec(item)?.[1];
  return new Set(line ? having(`24.${line}`) : having(item.split(" ")[0]));
}

/** The segment's text with the elements that hold the box's value marked. */
function marked(text, known) {
  const bare = (word) => word.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  const wanted = new Set([].concat(known).flatMap((word) => [bare(String(word)), ...String(word).split(/[,\s]+/).map(bare)]).filter((word) => word.length > 0));
  return text.split(/([*:~^])/).map((part) => (wanted.has(bare(part)) && !/^[*:~^]$/.test(part) && part ? h("b", {}, part) : part));
}
