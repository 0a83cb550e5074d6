// "Why not this one?": two codes side by side, aspect by aspect, what differs marked; and what the rule book says of
// the two together.

import { h, fill } from "./dom.js";
import { linked } from "./hits.js";
import { NOTE_NAMES } from "./code_entry.js";

const KINDS = Object.entries(NOTE_NAMES);

/** The comparison of two entries. `open(code, system)` goes to a code; `ask` asks the rule book. */
export function comparison(first, second, { open, ask }) {
  const verdict = h("div", { class: "cmp-why", role: "status" });
  why(first, second, ask, verdict);
  const rows = aspects(first, second).map(([name, left, right]) => {
    const same = text(left) === text(right);
    return h("tr", { class: same ? "same" : null }, h("th", { scope: "row" }, name, same && h("span", { class: "vh" }, " (the same)")), [left, right].map((cell) => h("td", {}, drawn(cell, open))));
  });
  return h("div", { class: "cmp" }, verdict,
    h("div", { class: "wide scroll", tabIndex: 0, role: "region", "aria-label": `${first.code} beside ${second.code}` }, h("table", { class: "tb cmp-t" }, h("caption", { class: "vh" }, `${first.code} and ${second.code} side by side`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Side by side"), [first, second].map((one) => h("th", { scope: "col", class: "mono" }, one.code)))),
      h("tbody", {}, rows))));
}

function aspects(first, second) {
  const of = (name, take) => [name, take(first), take(second)];
  const rows = [of("Title", (one) => one.title), of("Billable", billable)];
  if (first.system === "ICD10CM" && second.system === "ICD10CM") {
    rows.push(["Path", path(first, second), path(second, first)]);
    for (const [kind, name] of KINDS) {
      const row = of(name, (one) => one.notes[kind].map((note) => note.text));
      if (row[1].length || row[2].length) rows.push(row);
    }
    const sevenths = of("7th character", (one) => Object.keys(one.sevenths).join(", "));
    if (sevenths[1] || sevenths[2]) rows.push(sevenths);
    return rows;
  }
  rows.push(of("Code set", (one) => one.system));
  for (const [key, name] of [["global_days", "Global days"], ["mue", "Most units a day"], ["add_on_to", "Add-on to"]]) rows.push(of(name, (one) => String(one[key] ?? "")));
  return rows;
}

function billable(one) { return one.billable ? "Yes" : one.missing ? `No: ${one.missing}` : "No"; }

/** The path from where the two part; the common part is said once. */
function path(one, other) {
  const names = [...one.headings.map(({ name, title }) => `${name} ${title}`), ...one.parents.map(({ code, title }) => `${code} ${title}`)];
  const others = new Set([...other.headings.map(({ name, title }) => `${name} ${title}`), ...other.parents.map(({ code, title }) => `${code} ${title}`)]);
  const apart = names.filter((name) => !others.has(name));
  const shared = names.filter((name) => others.has(name)).at(-1);
  return [shared ? `Both under ${shared}` : "No common chapter", ...apart];
}

function text(cell) { return Array.isArray(cell) ? cell.join("\n") : cell; }

function drawn(cell, open) {
  const goTo = (code) => open(code, "ICD10CM");
  if (!Array.isArray(cell)) return cell || h("span", { class: "t3" }, "none");
  return cell.length ? h("ul", {}, cell.map((line) => h("li", {}, linked(line, goTo)))) : h("span", { class: "t3" }, "none");
}

async function why(first, second, ask, place) {
  const bothDiagnoses = first.system === "ICD10CM" && second.system === "ICD10CM";
  const question = bothDiagnoses ? { topic: "icd_pair", codes: [first.code, second.code] } : { topic: "ncci", codes: [first.code, second.code] };
  if (bothDiagnoses !== (first.system === "ICD10CM" || second.system === "ICD10CM")) return;
  try {
    const answer = await ask(question);
    fill(place, bothDiagnoses ? pairWords(answer, first, second) : answer.known ? answer.why ?? "" : `Not known: ${answer.why}`);
  } catch { fill(place); }
}

function pairWords(answer, first, second) {
  if (!answer.known) return `Not known: ${answer.why}`;
  const words = { allowed: "The two may stand together", excludes1: "Excludes1: the two are not coded together", excludes2: "Excludes2: each excludes the other's meaning; both are coded where both are there" }[answer.together] ?? answer.together;
  const at = answer.at?.length ? ` (note at ${[answer.at].flat().join(", ")})` : "";
  const order = answer.order ? ` ${[answer.order].flat()[0]} goes first.` : "";
  return [h("b", {}, `${first.code} and ${second.code}. `), `${words}${at}.${order} `, answer.cites && h("span", { class: "t3" }, answer.cites)];
}
