// The chart as it is read after coding: documents with their spans, and numbered evidence lit up in them.
// All of it is text from outside: it goes in as text nodes only.

import { h } from "./dom.js";

/** Draws all `documents` ([{title, text, spans: [{kind, start, end}]}]) one after another in a scroll region.
 *  `evidence`: [{number, document, start, end}], the number of the finding that rests on it.
 *  Gives {element, light(number)}: light() lights a finding's sentences stronger and brings them into view; null puts
 *  the light out. `onNumber(number)` is called when a number in the margin is pressed. */
export function chart(documents, { evidence = [], onNumber = null, label = "Chart" } = {}) {
  const element = h("div", { class: "note scroll", tabIndex: 0, role: "region", "aria-label": label });
  documents.forEach((paper, index) => {
    const proofs = evidence.filter((proof) => proof.document === paper.title);
    if (documents.length > 1) element.append(h("h2", { class: index ? "paper further" : "paper" }, paper.title));
    element.append(...lines(paper).map((line) => drawLine(paper, line, proofs, onNumber)));
  });
  function light(number) {
    let first = null;
    for (const mark of element.querySelectorAll("mark")) {
      const on = mark.dataset.numbers.split(" ").includes(String(number));
      mark.classList.toggle("on", on);
      if (on) first ??= mark;
    }
    if (first) bringIntoView(element, first);
  }
  return { element, light };
}

/** [{start, end, kind}] of every line that is not blank; the kind is that of the span that begins on it. */
function lines({ text, spans = [] }) {
  const found = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    if (line.trim()) {
      const span = spans.find((candidate) => candidate.start < end && candidate.end > start);
      found.push({ start, end, kind: span?.kind ?? "sentence" });
    }
    start = end + 1;
  }
  return found;
}

function drawLine({ text }, { start, end, kind }, proofs, onNumber) {
  const here = proofs.filter((proof) => proof.start < end && proof.end > start);
  const pieces = cut(start, end, here).map(([from, to]) => {
    const numbers = here.filter((proof) => proof.start <= from && proof.end >= to).map((proof) => proof.number);
    const words = text.slice(from, to);
    return numbers.length ? h("mark", { dataset: { numbers: numbers.join(" ") } }, words) : words;
  });
  if (kind === "heading") return h("h3", {}, pieces);
  const begins = [...new Set(here.filter((proof) => proof.start >= start).map((proof) => proof.number))];
  const gutter = begins.length > 0 && h("span", { class: "g" }, begins.map((number) => marginNumber(number, onNumber)));
  return h("p", { class: { stamp: "stamp", copied: "cf" }[kind] }, gutter, pieces);
}

function marginNumber(number, onNumber) {
  if (!onNumber) return h("span", { class: "ltr" }, number);
  return h("button", { class: "ltr", tabIndex: -1, "aria-label": `Finding ${number}`, on: { click: () => onNumber(number) } }, number);
}

/** [[from, to], ...]: start..end cut at every edge of the proofs, so that overlapping evidence stays countable. */
function cut(start, end, proofs) {
  const edges = new Set([start, end]);
  for (const proof of proofs) for (const edge of [proof.start, proof.end]) if (edge > start && edge < end) edges.add(edge);
  const sorted = [...edges].sort((one, other) => one - other);
  return sorted.slice(1).map((to, index) => [sorted[index], to]);
}

/** Scrolls only `region`, never the page; leaves it alone when the target can be read already. */
export function bringIntoView(region, target) {
  const box = region.getBoundingClientRect();
  const place = target.getBoundingClientRect();
  if (region.scrollHeight <= region.clientHeight) { if (place.top < 0 || place.bottom > innerHeight) target.scrollIntoView({ block: "center" }); return; }
  if (place.top >= box.top + 24 && place.bottom <= box.bottom - 24) return;
  region.scrollTop += place.top - box.top - box.height / 3;
}
