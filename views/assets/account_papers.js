// The papers of the account: what lies in the file, what the payer's portal shows when it is asked, whom one can call;
// and a reader that shows each in its own form. Opening one is evidence: it is kept.

import { h, fill, icon, usDate } from "./dom.js";
import { chart } from "./chart.js";
import { contractView } from "./desk_parts.js";
import { cardFromText } from "./front_desk.js";
import { segmentTable } from "./x12_words.js";
import { empty, opened, redraw, rowsOf, scroller, withDays } from "./account_parts.js";

const SOURCES = [["file", "In the file"], ["coder", "From the coder"], ["patient", "From the patient"], ["portal", "Payer's portal"], ["call", "By telephone"]];
const KIND_WORDS = {
  registration: "registration", card: "insurance card", eligibility: "eligibility, 271", note: "chart", claim: "claim", x12: "X12", remittance: "remittance, 835",
  contract: "contract", policy: "coverage policy", portal: "portal", call: "call", letter: "letter", form: "form",
};

/** `onOpen(paper)` is called when one is chosen; `readText(text)` resolves with an X12 text in plain words; `special(paper)`
 *  may give a node that shows a paper better than its text. Gives {element, draw(view, id), first}. */
export function papersTab({ documents, contract, onOpen, readText, special, pdfOf }) {
  const list = scroller("Papers of this account");
  const reader = h("div", { class: "reader" });
  const element = h("div", { class: "papers" }, list, reader);

  function draw(view, id) {
    const shown = view.papers.find((paper) => paper.id === id) ?? null;
    redraw(list, [view.papers.map(({ id: one, title, opened: seen, day, source }) => [one, title, seen, day, source]), shown?.id], () => listOf(view, shown));
    list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    redraw(reader, [shown && { ...shown, opened: null }], () => (shown ? read(shown) : empty("Choose a paper. The portal and the telephone give theirs when you ask.")));
  }

  function listOf(view, shown) {
    return SOURCES.flatMap(([source, title]) => {
      const own = view.papers.filter((paper) => paper.source === source);
      if (!own.length) return [];
      return [h("h3", { class: "papers-from" }, title), h("ul", { class: "q", role: "list" }, own.map((paper) => h("li", {}, h("button", { dataset: { k: `paper-${paper.id}` }, "aria-current": paper === shown ? "true" : null, on: { click: () => onOpen(paper) } },
        h("span", {}, withDays(paper.title)), paper.opened ? opened() : h("span", { class: "meta open-word" }, source === "portal" ? "Ask" : source === "call" ? "Call" : "Open"),
        h("span", { class: "m" }, [KIND_WORDS[paper.kind] ?? paper.kind, usDate(paper.day)].join(", "))))))];
    });
  }

  function read(paper) {
    const body = scroller(withDays(paper.title));
    if (paper.text === null) fill(body, h("p", { class: "empty" }, paper.source === "call" ? "Calling." : "Asking the portal."));
    else fill(body, special(paper) ?? inItsForm(paper));
    const pdf = pdfOf(paper);
    return [h("div", { class: "bar" }, h("h3", { class: "cut" }, withDays(paper.title)), h("span", { class: "end meta t3" }, pdf && h("a", { class: "pdf", href: pdf, target: "_blank", rel: "noopener" }, "PDF"), " ", usDate(paper.day))), body];
  }

  function inItsForm(paper) {
    if (/^ISA\*/.test(paper.text)) return x12(paper);
    if (paper.kind === "card") return cardFromText(paper.text);
    if (paper.kind === "note" && paper.id === "note" && documents.every(({ text }) => paper.text.includes(text))) return chart(documents, { label: "Chart of the visit" }).element;
    if (paper.kind === "contract" && contract && paper.text.startsWith(contract.name)) return contractView(contract);
    if (["letter", "call", "policy"].includes(paper.kind) || ["coder", "patient"].includes(paper.source)) return sheet(paper);
    return table(paper.text);
  }

  function x12(paper) {
    const place = h("div", {}, empty("Reading it."));
    readText(paper.text).then((found) => fill(place, found.problems.length > 0 && h("p", { class: "empty" }, icon("warn"), ` ${found.problems[0].message}`), segmentTable(found.segments)), (error) => fill(place, empty(error.message), h("pre", { class: "raw" }, paper.text)));
    return place;
  }

  return { element, draw, first: () => list.querySelector("[aria-current]") ?? list.querySelector("button") ?? list, reading: () => reader };
}

/** A letter or a call: a sheet of paper with its sentences. */
function sheet({ text, source, kind }) {
  const from = kind === "call" ? "What was said on the telephone" : source === "coder" ? "The coder writes" : source === "patient" ? "The patient says" : null;
  return h("div", { class: "sheet-of" }, from && h("p", { class: "meta t3" }, from), text.split(/\n+/).filter(Boolean).map((line) => h("p", {}, withDays(line))));
}

/** "Name: value" rows as a table; sentences as they are. */
function table(text) {
  const rows = rowsOf(text);
  if (!rows.length) return empty("Nothing stands on it.");
  return h("dl", { class: "kv kv-wide" }, rows.map(([name, value]) => (name ? [h("dt", {}, name), h("dd", {}, withDays(value))] : h("dd", { class: "whole" }, withDays(value)))));
}

/** Evidence of an item as a list: each opens its paper. */
export function evidenceList(view, ids, onOpen) {
  const papers = ids.map((id) => view.papers.find((paper) => paper.id === id)).filter(Boolean);
  const seen = papers.filter((paper) => paper.opened).length;
  return {
    words: `${seen} of ${papers.length} opened`,
    element: h("ul", { class: "ev2", role: "list" }, papers.map((paper) => h("li", {}, h("button", { dataset: { k: `evidence-${paper.id}` }, title: withDays(paper.title), on: { click: () => onOpen(paper) } },
      paper.opened ? icon("ok") : icon("miss"), h("span", {}, shortTitle(paper)), h("span", { class: "vh" }, paper.opened ? ", opened" : ", not opened yet"))))),
  };
}

const SHORT = { registration: "Registration", card: "Insurance card", eligibility: "Eligibility", note: "Chart of the visit", contract: "Contract", portal: "Payer's portal", call: "Call to the payer" };

/** What a standing paper is called where there is little room. */
function shortTitle({ id, kind, title }) {
  const [stem, number] = id.split(".");
  if (stem === "claim") return `Claim ${number} as sent`;
  if (stem === "era") return `Remittance ${number}`;
  if (SHORT[stem] && stem === kind && (!number || /^\d$/.test(number))) return number > 1 ? `${SHORT[stem]} ${number}` : SHORT[stem];
  return withDays(title);
}
