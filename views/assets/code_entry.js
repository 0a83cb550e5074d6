// The whole entry of a code: where it stands in the tabular list, what must be added, every note with the heading it
// stands at; for a procedure its figures, its neighbors, and edits by pair.

import { h, fill, icon, usDate } from "./dom.js";
import { answerView, sources } from "./answer_view.js";
import { linked } from "./hits.js";
import { seventhPicker, takesSeventh } from "./sevenths.js";

export const NOTE_NAMES = {
  code_first: "Code first", use_additional: "Use additional code", code_also: "Code also", excludes1: "Excludes1",
  excludes2: "Excludes2", includes: "Includes", notes: "Note", inclusion_terms: "Also called",
};
const FEE_SKIPPED = ["code", "facility", "gpci", "locality", "year", "modifier", "rvu", "conversion_factor", "medicare_pays"]; // its working says them
const MODIFIERS_SHOWN = 9;

/** Fills `element` with the entry; `open(code, system)` goes to another code, `ask(question)` asks the rule book. */
export function showEntry(element, found, { open, ask, asOf }) {
  fill(element, found.system === "ICD10CM" ? diagnosis(found, open, ask, asOf) : procedure(found, open, ask, asOf));
}

function diagnosis(found, open, ask, asOf) {
  const goTo = (code) => open(code, "ICD10CM");
  const more = h("div", {});
  tell(ask, { topic: "icd", code: found.code, as_of: asOf }, more, (answer) => firstListed(answer));
  return h("div", { class: "ent-cols" },
    h("section", { "aria-label": "Tabular list" }, h("h3", {}, "In the tabular list"), tree(found, goTo)),
    h("div", {}, added(found, goTo), more, notes(found, goTo), maternal(found)));
}

/** Chapter, block and headings above, the code among its siblings, and what stands below it. */
function tree(found, goTo) {
  const row = (one, level, here) => h("li", { class: here ? "here" : null, style: `--level:${level}`, "aria-current": here ? "true" : null },
    here ? h("span", { class: "mono" }, one.code) : h("button", { class: "cd", on: { click: () => goTo(one.code) } }, one.code), " ", h("span", {}, one.title));
  const depth = found.parents.length;
  const siblings = found.siblings.length ? found.siblings : [{ code: found.code, title: found.title }];
  return h("ul", { class: "tree" },
    found.headings.map(({ name, title }) => h("li", { class: "top" }, h("span", { class: "mono" }, name), " ", title)),
    found.parents.map((parent, level) => row(parent, level)),
    siblings.map((one) => [row(one, depth, one.code === found.code), one.code === found.code && !takesSeventh(found) && found.children.map((child) => row(child, depth + 1))]));
}

function added(found, goTo) {
  const picker = takesSeventh(found);
  const other = found.sides.filter(({ code }) => code !== found.code);
  if (found.billable && !other.length) return null;
  return h("section", { "aria-label": "What must be added" },
    !found.billable && [h("h3", {}, "What must be added"), h("p", { class: "must" }, icon("plus"), h("span", {}, capital(linked(found.missing, goTo))))],
    picker && seventhPicker(found, (code) => goTo(code)),
    other.length > 0 && h("p", { class: "sides" }, h("span", { class: "t2" }, "Side"), found.sides.map(({ code, side }) =>
      h("button", { class: "btn", "aria-pressed": String(code === found.code), on: { click: () => goTo(code) } }, `${side} `, h("span", { class: "mono" }, code)))));
}

function capital(parts) { return typeof parts[0] === "string" ? [parts[0].slice(0, 1).toUpperCase() + parts[0].slice(1), ...parts.slice(1)] : parts; }

function notes(found, goTo) {
  const kinds = Object.entries(NOTE_NAMES).filter(([kind]) => found.notes[kind]?.length);
  return h("section", { "aria-label": "Notes" }, h("h3", {}, "Notes"),
    kinds.length ? h("dl", { class: "notes" }, kinds.map(([kind, name]) => h("div", {}, h("dt", { class: `nk-${kind}` }, name), byHeading(found.notes[kind]).map(([at, texts]) =>
      h("dd", {}, h("span", { class: at === found.code ? "at own" : "at" }, at === found.code ? "here" : at), h("ul", {}, texts.map((text) => h("li", {}, linked(text.replace(/^[,;:]\s*/, ""), goTo))))))))) : h("p", { class: "t2" }, "None stand at this code or above it."));
}

/** Notes in their order as [heading where they stand, texts]. */
function byHeading(found) {
  const groups = [];
  for (const { text, at } of found) {
    if (groups.at(-1)?.[0] === at) groups.at(-1)[1].push(text);
    else groups.push([at, [text]]);
  }
  return groups;
}

function maternal(found) {
  return found.chapter === "15" && h("p", { class: "t2 meta" }, "Chapter 15 wants the week of gestation beside it (Z3A.-): ",
    h("a", { href: "/calculators?c=gestation" }, "count the weeks"), ".");
}

function firstListed(answer) {
  const words = answer.first_listed_allowed === false ? "Never first-listed in an outpatient claim." : answer.first_listed_only ? "Only first-listed." : "";
  return words && h("p", { class: "must" }, icon("warn"), h("span", {}, h("b", {}, words), " ", answer.first_listed_why));
}

function procedure(found, open, ask, asOf) {
  const goTo = (code) => open(code, "PROC");
  const [said, most, fees] = ["What the fee schedule says", "Most units", "Medicare fee, national"].map((title) => h("section", { "aria-label": title }, h("h3", {}, title)));
  const about = { code: found.code, as_of: asOf };
  tell(ask, { topic: "code", ...about }, said, (answer) => [h("h3", {}, "What the fee schedule says"), schedule(answer, found, goTo)]);
  tell(ask, { topic: "mue", ...about }, most, (answer) => [h("h3", {}, "Most units"), answerView(answer, { brief: true, skip: ["code", "adjudication_indicator"] })]);
  tellFees(ask, { topic: "fee", ...about }, fees);
  return h("div", { class: "ent-cols" },
    h("section", { "aria-label": "Neighbors" }, h("h3", {}, "By number"), h("ul", { class: "tree" }, found.neighbors.map((one) =>
      h("li", { class: one.code === found.code ? "here" : null, "aria-current": one.code === found.code ? "true" : null, style: "--level:0" },
        one.code === found.code ? h("span", { class: "mono" }, one.code) : h("button", { class: "cd", on: { click: () => goTo(one.code) } }, one.code), " ", h("span", {}, one.title))))),
    h("div", {}, addOn(found, goTo), fees, said, most, pairAsker(found, ask, asOf)));
}

/** Status, global days and the indicators in words. */
function schedule(answer, found, goTo) {
  if (!answer.known) return answerView(answer, { brief: true });
  const rows = [
    !answer.valid && ["Valid", "no"], ["Status", answer.status && `${answer.status}, ${answer.status_meaning}`], ["Global period", answer.global_days && `${answer.global_days}, ${answer.global_meaning}`],
    ...found.indicators.map(({ name, value, says }) => [name, `${value}, ${says}`]),
    ["Endoscopic base", answer.endoscopic_base && h("button", { class: "cd", on: { click: () => goTo(answer.endoscopic_base) } }, answer.endoscopic_base)],
    ["In force", found.in_force.some(Boolean) && [found.in_force[0] && `from ${usDate(found.in_force[0])} `, found.in_force[1] && `to ${usDate(found.in_force[1])}`]],
  ].filter((row) => row && row[1]);
  return [rows.length > 0 && h("dl", { class: "kv ans-kv" }, rows.map(([term, value]) => [h("dt", {}, term), h("dd", {}, value)])), sources(answer)];
}

function addOn(found, goTo) {
  const primaries = found.add_on_to;
  if (!primaries.length) return null;
  const any = primaries.includes("CCCCC");
  return h("p", { class: "must" }, icon("plus"), h("span", {}, "Add-on code: only beside ", any ? "a primary code that the payer accepts" : primaries.map((code, index) => [index > 0 && ", ", h("button", { class: "cd", on: { click: () => goTo(code) } }, code)]), "."));
}

/** "Is it paid beside ...?": the NCCI edit of this code with another. */
function pairAsker(found, ask, asOf) {
  const said = h("div", { role: "status" });
  const input = h("input", { class: "in box", id: "ncci-other", maxlength: 5, size: 7, autocomplete: "off", spellcheck: "false", "aria-label": "Other code of the pair" });
  const look = () => { const other = input.value.trim(); fill(said); if (other) tell(ask, { topic: "ncci", codes: [found.code, other], as_of: asOf }, said, edit, true); };
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); look(); } });
  return h("section", { "aria-label": "NCCI" }, h("h3", {}, "Paid beside another code?"),
    h("p", { class: "pair" }, h("span", { class: "mono" }, found.code), " with ", input, " ", h("button", { class: "btn", on: { click: look } }, "Ask NCCI")), said);
}

/** What NCCI says of a pair. */
function edit(answer) {
  if (!answer.known) return answerView(answer, { brief: true });
  if (!answer.edit) return [h("p", {}, "NCCI has no edit for this pair."), sources(answer)];
  const parted = answer.modifier_indicator === "1";
  return [h("p", {}, h("b", {}, `${answer.denied} is not paid beside ${answer.column_1}`), parted ? ", unless a modifier says that the services were separate: " : " (column 1), and no modifier parts them.",
    parted && h("span", { class: "mono" }, answer.bypass.slice(0, MODIFIERS_SHOWN).join(" ")), parted && answer.bypass.length > MODIFIERS_SHOWN && " or one that names the place."), sources(answer)];
}

async function tellFees(ask, question, place) {
  try {
    const [office, facility] = await Promise.all([false, true].map((inside) => ask({ ...question, facility: inside })));
    fill(place, h("h3", {}, "Medicare fee, national"), h("div", { class: "two" }, [["In the office", office], ["In a facility", facility]].map(([where, answer]) =>
      h("div", {}, h("h4", {}, where), answerView({ ...answer, cites: "", data_from: "", steps: answer.steps?.map((step) => step.replace(" (national)", "")) }, { brief: true, headline: "amount", skip: FEE_SKIPPED })))),
      sources(office.known ? office : facility));
  } catch { fill(place); }
}

/** Puts what the rule book answers into `place`; a question it can't read is shown only where somebody asked it. */
async function tell(ask, question, place, draw, aloud = false) {
  try { fill(place, draw(await ask(question))); } catch (error) { fill(place, aloud && h("p", { class: "t2" }, error.message)); }
}
