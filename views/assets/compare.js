// "Why not this one?": two codes side by side as the rule book compares them, what differs marked, and what decides
// between the two in a sentence each.

import { h, fill, icon } from "./dom.js";
import { get } from "./case.js";
import { linked } from "./hits.js";

/** Rows whose notes the entries hold one by one. */
const NOTES = { Includes: "includes", Terms: "inclusion_terms", Excludes1: "excludes1", Excludes2: "excludes2", "Code first": "code_first", "Use additional code": "use_additional", "Code also": "code_also" };

/** The comparison of two entries; filled when the rule book has answered. `open(code, system)` goes to a code. */
export function comparison(first, second, { open, asOf = "" }) {
  const place = h("div", { class: "cmp", role: "status" });
  get(`/api/compare?${new URLSearchParams({ first: first.code, second: second.code, as_of: asOf })}`)
    .then((found) => fill(place, drawn(found, first, second, open)))
    .catch((error) => fill(place, h("p", { class: "must" }, icon("warn"), error.message)));
  return place;
}

function drawn(found, first, second, open) {
  const goTo = (code) => open(code, "ICD10CM");
  return [
    h("div", { class: "cmp-why" }, h("ul", { class: "ans-list" }, found.why.map((sentence) => h("li", {}, linked(sentence, goTo)))), found.cites && h("p", { class: "say-cite" }, found.cites)),
    found.rows.length > 0 && h("div", { class: "wide scroll", tabIndex: 0, role: "region", "aria-label": `${first.code} beside ${second.code}` }, h("table", { class: "tb cmp-t" }, h("caption", { class: "vh" }, `${first.code} and ${second.code} side by side`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Side by side"), [first, second].map((one) => h("th", { scope: "col", class: "mono" }, one.code)))),
      h("tbody", {}, found.rows.map((row) => h("tr", { class: row.same ? "same" : null }, h("th", { scope: "row" }, row.aspect, row.same && h("span", { class: "vh" }, " (the same)")), cells(row, first, second).map((cell) => h("td", {}, shown(cell, goTo)))))))),
  ];
}

function cells({ aspect, first: left, second: right }, first, second) {
  const kind = NOTES[aspect];
  return kind && first.notes && second.notes ? [first, second].map((one) => one.notes[kind].map(({ text }) => text)) : [left, right];
}

function shown(cell, goTo) {
  if (!cell.length) return h("span", { class: "t3" }, "none");
  return Array.isArray(cell) ? h("ul", {}, cell.map((line) => h("li", {}, linked(line, goTo)))) : linked(cell, goTo);
}
