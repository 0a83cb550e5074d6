// The result of a case: score, findings in the order of the chart with their evidence lit up in the note, the claim's
// findings on the form as sent, what the slips did to the money, one question and one next step.

import { h, fill, icon, money, usDate, clock, duration, count } from "./dom.js";
import { deskFrame } from "./frame.js";
import { chart } from "./chart.js";
import { claimForm, claimValue } from "./claim_form.js";
import { deskKeys, failure, phoneBar, tabs, verdict } from "./desk_parts.js";
import { drawRound } from "./answer_lines.js";
import { ACCOUNT_PLACES, accountEvidence, accountMoney } from "./result_account.js";

const ICONS = { right: ["r", "ok"], partly: ["c", "half"], missing: ["w", "miss"], wrong: ["w", "x"], neutral: ["", "info"] };
const PART_NAMES = { coding: "Coding", claim: "Claim", account: "Account", money: "Money" };
const HINTS = { coding: "in the order of the chart", claim: "by item of the form", account: "" };
const ALL_RIGHT = {
  coding: "Entirely right: all that the chart supports, and nothing more.", claim: "Entirely right: the claim went out as the payer wants it.",
  account: "Entirely right: the root cause found, the right way taken, the money in.",
};
const FEELINGS = ["Drained me", "A slog", "All right", "Good", "Absorbing"];
const CONSEQUENCES = {
  rejected: ["w", "x", "Rejected"], denied: ["w", "x", "Denied"], underpaid: ["c", "half", "Underpaid"], overpaid: ["w", "warn", "Overpaid"],
  patient_overcharged: ["w", "warn", "Patient overcharged"], not_billed: ["c", "miss", "Not billed"],
};
const KEYS = [[["↑", "↓"], "finding"], [["Enter"], "open"], [["N"], "next step"], [["F6"], "next pane"]];

/** Mounts the screen of stage "done"; see case.js for `ctx`. */
export function mount(root, { caseData, api }) {
  const { attempt, encounter, result } = caseData;
  const trouble = failure();
  const parts = result.parts.map((part) => partView(part, caseData));
  if (result.money) parts.push(moneyView(result.money, caseData));
  const leftBar = h("div", { class: "bar" });
  const left = h("div", { class: "tabpanel" });
  const lists = parts.map((part) => ({ id: part.name, title: PART_NAMES[part.name], build: () => part.list }));
  const band = h("div", { class: "scoreband" });
  const hint = h("span", { class: "t2" });
  const heads = h("span", { class: "end fh" }, h("span", { class: "num" }, "Points"), h("span", { class: "num" }, "Cost"), h("span", {}));
  let shown = parts[0];
  const views = tabs(lists, { label: "Parts of the result", onOpen: show });

  const nextButton = h("button", { class: "btn btn-1", on: { click: goOn } }, result.next ? "Practice this" : "Next case");
  const right = h("section", { class: "pane", id: "findings", "aria-label": "Findings and next step" },
    h("div", { class: "bar" }, h("h2", { class: parts.length > 1 ? "vh" : null }, "Findings"), parts.length > 1 ? views.list : null, hint, heads),
    views.panels, feeling(result, api, trouble), nextStep(result.next, nextButton));
  if (parts.length === 1) { views.panels[0].removeAttribute("role"); views.panels[0].removeAttribute("aria-labelledby"); }
  const leftPane = h("section", { class: "pane", id: "evidence", "aria-label": "Evidence" }, leftBar, left);
  const panes = h("div", { class: `coder${result.parts.some(({ name }) => name !== "coding") || result.money ? " wideleft" : ""}` }, trouble.element, leftPane, right);
  panes.prepend(phoneBar([["Findings", "findings"], ["Evidence", "evidence"]], (id) => panes.querySelector(`#${id}`)));
  const desk = deskFrame({ title: "Result", role: attempt.role, facts: headFacts(caseData), state: headState(result, api), body: [band, panes], keys: KEYS });
  desk.classList.add("c-result");
  root.append(desk);
  show(shown.name);
  for (const part of parts) part.start?.();

  const stopKeys = deskKeys(root, [() => shown.rows?.()[0] ?? shown.list, () => left.querySelector(".scroll") ?? left], {
    ArrowDown: (event) => step(1, event), ArrowUp: (event) => step(-1, event), N: () => nextButton.click(),
  });

  function step(by) {
    const rows = shown.rows?.() ?? [];
    if (!rows.length) return;
    const at = rows.indexOf(root.getRootNode().activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + by))].focus();
  }

  function show(name) {
    shown = parts.find((part) => part.name === name);
    if (!band.isConnected && !hint) return;
    fill(leftBar, shown.evidenceBar);
    fill(left, shown.evidence);
    fill(band, bandCells(result, shown));
    hint.textContent = shown.hint;
    heads.hidden = name === "money";
    shown.relight?.();
  }

  async function goOn() {
    nextButton.disabled = true;
    try { await api.next(result.next?.skill ?? null); } catch (error) { nextButton.disabled = false; trouble.show(error); }
  }

  return { unmount() { stopKeys(); } };
}

function headFacts({ encounter, attempt }) {
  const { patient, payer, place_name: place } = encounter;
  return [
    ["Patient", patient.name], ["Born", `${usDate(patient.birth_date)}, ${patient.sex}, ${patient.age}`], ["Service", usDate(encounter.date_of_service)],
    ["POS", [h("span", { class: "mono" }, encounter.place_of_service), " ", place]], ["Payer", payer?.name ?? ""], ["Case", attempt.title],
  ].filter(([, value]) => value);
}

function headState({ submitted_at: at, seconds }, api) {
  return [h("span", { class: "t2 nw hide" }, at ? `Submitted ${clock(at)} after ${duration(seconds)}` : `Worked ${duration(seconds)}`),
    h("button", { class: "btn", on: { click: () => api.home() } }, "Back to Start")];
}

// ---- score band ----

function bandCells(result, shown) {
  const cell = (key, ...content) => h("div", {}, h("span", { class: "k" }, key), content);
  const scores = result.parts.map((part) => cell(result.parts.length > 1 ? `${PART_NAMES[part.name]} score` : "Score", h("span", { class: "fig" }, scoreText(part.score), " ", h("small", {}, `of ${part.out_of}; standard ${result.standard}`))));
  const pace = cell("Pace", h("span", { class: "nw" }, duration(result.seconds), " ", result.pace && h("span", { class: "t2" }, `field: ${result.pace}`)));
  if (shown.name === "money") return [...scores, ...moneyCells(result.money, cell), pace];
  const { part } = shown;
  return [...scores, cell("Elements", h("span", { class: "elements" }, elementCounts(part))),
    cell("Would not have been paid", h("span", {}, h("b", {}, `$${money(part.lost)}`), " ", h("span", { class: "t2" }, Number(part.lost) ? "allowed amount" : "nothing lost"))),
    cell(part.name === "coding" ? "Compliance risk" : "Risk", part.risk ? h("span", {}, h("span", { class: `chip chip-${/^Compliance|^Overpaid/.test(part.risk) ? "w" : "c"}` }, icon("warn"), part.risk)) : verdict("r", "ok", "None")), pace];
}

const scoreText = (score) => String(Number(score));

function elementCounts({ name, findings }) {
  const words = { right: "right", partly: "partly", missing: "missing", wrong: name === "coding" ? "not supported" : "wrong" };
  return Object.entries(words).flatMap(([kind, word]) => {
    const number = findings.filter((finding) => finding.verdict === kind).length;
    return number || kind === "right" ? [verdict(number ? ICONS[kind][0] : "", ICONS[kind][1], `${number} ${word}`)] : [];
  });
}

function moneyCells({ rounds }, cell) {
  const [first, last] = [rounds[0], rounds.at(-1)];
  const sum = (round) => h("span", {}, h("b", {}, `$${money(round.paid)}`), " ", h("span", { class: "t2" }, `of $${money(round.charge)} charged`));
  return [cell("First answer paid", sum(first)), cell("After mending", rounds.length > 1 ? sum(last) : h("span", { class: "t2" }, "not sent again"))];
}

// ---- coding and claim: findings on the right, note or form on the left ----

function partView(part, caseData) {
  const numbered = part.findings.map((finding, index) => ({ ...finding, number: index + 1 }));
  const items = numbered.map((finding) => h("li", {}));
  let open = null;
  const view = part.name === "coding" ? noteEvidence(numbered, caseData.encounter, toggle) : part.name === "account" ? accountEvidence(caseData) : formEvidence(part, numbered, toggle);
  const list = h("div", { class: "scroll fillpane", tabIndex: 0, role: "region", "aria-label": `Findings of the ${part.name}` },
    summary(part), h("ol", { class: "find" }, items));
  numbered.forEach((finding) => draw(finding));

  function draw(finding) {
    const isOpen = open === finding.number;
    const item = items[finding.number - 1];
    const focused = item.contains(item.getRootNode().activeElement);
    item.className = isOpen ? "open" : "";
    fill(item, row(part, finding, isOpen, () => toggle(finding.number)), isOpen && detail(part, finding));
    if (focused) item.querySelector("button").focus({ preventScroll: true });
  }
  function toggle(number) {
    const before = open;
    open = open === number ? null : number;
    for (const changed of [before, open]) if (changed) draw(numbered[changed - 1]);
    view.light(open);
    if (open) items[open - 1].scrollIntoView({ block: "nearest" });
  }
  return {
    name: part.name, part, list, evidence: view.element, evidenceBar: view.bar, hint: HINTS[part.name],
    rows: () => items.map((item) => item.querySelector("button")),
    relight: () => view.light(open),
    start() { const first = numbered.find(({ verdict: kind }) => kind !== "right" && kind !== "neutral"); if (first) toggle(first.number); },
  };
}

function noteEvidence(findings, { documents }, toggle) {
  const evidence = findings.flatMap((finding) => finding.evidence.map(({ document, start, end }) => ({ number: finding.number, document, start, end })));
  const view = chart(documents, { evidence, onNumber: toggle, label: "Chart with evidence" });
  return { ...view, bar: [h("h2", {}, documents.length === 1 ? documents[0].title : "Chart"), h("span", { class: "end meta t2" }, "Numbers are the findings; the open one is lit")] };
}

function formEvidence(part, findings, toggle) {
  const bar = [h("h2", {}, "Claim as first sent"), h("span", { class: "end meta t2" }, "Numbers are the findings")];
  if (!part.sent) return { element: h("p", { class: "empty" }, "No claim was sent."), bar, light() {} };
  const form = claimForm({ items: part.items, columns: part.line_columns, get: (name) => claimValue(part.sent, name) });
  const wrong = findings.filter(({ verdict: kind }) => kind !== "right" && kind !== "neutral");
  const messages = wrong.map((finding) => ({ item: itemOf(finding), number: finding.number, severity: finding.verdict === "partly" ? "warning" : "error" }));
  form.pin(messages);
  form.element.addEventListener("click", (event) => { const pin = event.target.closest(".pin"); if (pin) toggle(Number(pin.textContent)); });
  return { element: form.element, bar, light(number) { if (number) form.goTo(itemOf(findings[number - 1])); else form.goTo(null); } };
}

const itemOf = ({ element }) => element.replace(/^item\s+/, "");

function summary({ name, findings, score, answered }) {
  if (name === "coding" && !answered) return h("p", { class: "verdictline" }, verdict("", "info", "Nothing was handed in. Below stands what the chart supports, each with its sentence."));
  if (Number(score) >= 100 && findings.every(({ verdict: kind }) => kind === "right" || kind === "neutral")) {
    return h("p", { class: "verdictline all" }, verdict("r", "ok", ALL_RIGHT[name]));
  }
  return null;
}

function row(part, finding, isOpen, toggle) {
  const [tone, name] = ICONS[finding.verdict];
  const dollars = Number(finding.dollars);
  const slip = finding.verdict !== "right" && finding.verdict !== "neutral";
  return h("button", { class: `row ${part.name}${isOpen ? " open" : ""}`, "aria-expanded": String(isOpen), on: { click: toggle } },
    h("span", { class: `v${tone ? ` v-${tone}` : ""}` }, icon(name), h("span", { class: "vh" }, finding.words)),
    h("span", { class: "ltr" }, finding.number), h("span", { class: "t2 nw mn" }, place(finding)), h("span", { class: "mono cut" }, codeOf(part, finding)),
    h("span", { class: "d", title: sentence(part, finding) }, sentence(part, finding)), h("span", { class: "num" }, points(finding)),
    h("span", { class: `num mn ${dollars && slip ? "b" : "t3"}` }, costOf(slip ? dollars : 0)), icon(isOpen ? "dn" : "rt"));
}

const costOf = (dollars) => dollars < 0 ? `+$${money(-dollars)}` : `$${money(dollars)}`;

/** "diagnosis A" as Dx A, "line 2" as Line 2, "item 1a" as 1a; a missing element has no place in the answer. */
function place({ element }) {
  if (ACCOUNT_PLACES[element]) return ACCOUNT_PLACES[element];
  const [what, where = ""] = element.split(/\s+(.*)/);
  if (what === "item") return where;
  if (what === "query" || what === "order") return what[0].toUpperCase() + what.slice(1);
  return /^([A-L]|\d+)$/.test(where) ? { diagnosis: `Dx ${where}`, line: `Line ${where}` }[what] ?? "" : "";
}

const isCode = (text) => /^[A-Z0-9][A-Z0-9.]{2,8}(-[A-Z0-9]{2})*$/.test(text ?? "");

const codeOf = (part, { code }) => part.name === "coding" ? code : "";

function titleOf(part, finding) {
  if (part.name === "account") return "";
  if (part.name === "claim") return itemLabel(part.labels, itemOf(finding));
  return part.titles[codeOf(part, finding)] ?? "";
}

/** "3 sex" as Sex, "24E.1" as Diagnosis pointer, line 1, "21A" as Diagnosis A. */
function itemLabel(labels, item) {
  const [column, line] = item.split(".");
  const known = (labels[item] ?? labels[column])?.replace(/\?$/, "");
  if (known) return line ? `${known}, line ${line}` : known;
  if (item.startsWith("21")) return `Diagnosis ${item.slice(2)}`;
  return item[0].toUpperCase() + item.slice(1);
}

function sentence(part, finding) {
  const title = titleOf(part, finding);
  if (part.name === "account") return usDate(finding.given) || "nothing";
  if (part.name === "coding" && finding.element === "query" && part.query) return `${finding.words}: ${part.query.about}`;
  if (finding.verdict === "right" && part.name === "claim") return `${title}: ${usDate(finding.given)}`;
  if (["right", "neutral", "missing"].includes(finding.verdict)) return title ? `${finding.words}: ${title}` : finding.words;
  if (part.name === "claim") return `${title}: ${usDate(finding.given) || "empty"}`;
  if (finding.expected && (finding.verdict === "partly" || finding.words === "Wrong code")) return `${finding.words}: expected ${finding.expected}`;
  return title ? `${finding.words}: ${title}` : finding.words;
}

function points({ points: got, worth }) {
  const plain = (value) => String(Number(Number(value).toFixed(1)));
  return Number(worth) ? `${plain(got)} / ${plain(worth)}` : plain(got);
}

function detail(part, finding) {
  const { expected, given, evidence, why, cites, dollars, risk_words: risk, skill_title: skill, kind } = finding;
  const slip = !["right", "neutral"].includes(finding.verdict);
  const value = (text) => h("span", { class: part.name === "claim" || isCode(text.split(/[\s,;]/)[0]) ? "mono" : null }, usDate(text));
  const title = part.titles?.[expected.split(/[\s,;]/)[0]];
  const query = part.query && finding.element.startsWith("query") ? part.query : null;
  const rows = [
    expected ? [kind === "accepted" ? "Model answer" : kind === "right" ? null : "Expected", [value(expected), title && title !== titleOf(part, finding) && h("span", { class: "t2" }, ` ${title}`)]] : ["Expected", h("span", { class: "t2" }, part.name === "claim" ? "empty" : part.name === "account" ? "none" : "not in the answer")],
    ["Given", given ? value(given) : h("span", { class: "t2" }, part.name === "claim" ? "empty" : "nothing")],
    query?.choices.length ? ["Choices", query.choices.join("; ")] : null,
    query ? ["Meanwhile", query.codes === "held" ? "Codes are held until the provider answers." : "What is documented is coded, and the question asked."] : null,
    ...evidence.map(({ text, document }, index) => [index ? "" : part.name === "coding" ? "In the note" : "Evidence", [text, " ", h("span", { class: "t3 meta" }, document)], "quote"]),
    kind === "accepted" ? ["Accepted", "Just as right as the model answer; it scores the same."] : null,
    why ? ["Why", why] : null, cites ? ["Rule", cites] : null,
    slip ? ["Cost", [h("b", {}, costOf(Number(dollars))), ` ${Number(dollars) < 0 ? "too much, to be paid back" : Number(dollars) > 0 ? "not paid" : risk ? "" : "no money this time"} `, risk && h("span", { class: `chip chip-${/^Compliance|^Overpaid/.test(risk) ? "w" : "c"}` }, icon("warn"), risk)], "cost"] : null,
    slip && skill ? ["Skill", skill] : null,
  ].filter((one) => one && one[0] !== null);
  return h("div", { class: "fd" }, h("dl", { class: "gx" }, rows.map(([term, content, name]) => [h("dt", {}, term), h("dd", { class: name }, content)])));
}

// ---- money ----

function moneyView({ rounds, consequences }, caseData) {
  const evidence = h("div", { class: "scroll fillpane", tabIndex: 0, role: "region", "aria-label": "Answers of the payer" }, accountMoney(caseData), [...rounds].reverse().map((round) => drawRound(round, { title: answerTitle(round, rounds), current: round === rounds.at(-1) })));
  const items = consequences.map((item) => {
    const [tone, name, words] = CONSEQUENCES[item.kind];
    return h("li", {}, h("div", { class: "slip" }, verdict(tone, name, words),
      h("span", { class: "mono" }, [item.code, item.carc && ` ${/^[A-Z]{2}-/.test(item.carc) ? item.carc : `CARC ${item.carc}`}`]), h("span", { class: "num" }, h("b", {}, `$${money(item.got)}`), h("span", { class: "t2" }, ` instead of $${money(item.expected)}`)),
      h("p", {}, item.message), mendedWord(item.mended, rounds)));
  });
  const list = h("div", { class: "scroll fillpane", tabIndex: 0, role: "region", "aria-label": "Consequences of your slips" },
    items.length ? h("ol", { class: "find slips" }, items) : h("p", { class: "verdictline all" }, verdict("r", "ok", "No slip of yours cost money: the payer paid what the right claim brings.")));
  return {
    name: "money", list, evidence, hint: items.length ? count(items.length, "consequence") : "",
    evidenceBar: [h("h2", {}, "What the payer answered"), h("span", { class: "end meta t2" }, rounds.length > 1 ? "newest first" : "")],
  };
}

function answerTitle({ round, payer }, rounds) { return rounds.length > 1 ? `Answer ${round}, ${payer}` : payer; }

function mendedWord(mended, rounds) {
  if (mended === null) return rounds.length > 1 ? null : h("span", { class: "t2" }, "Not sent again.");
  return mended ? verdict("r", "ok", "Mended: the corrected claim brought it in") : verdict("w", "x", "Not mended by the corrected claim");
}

// ---- one question, one next step ----

function feeling(result, api, trouble) {
  const state = h("span", { class: "meta t3 kept", role: "status" }, result.feeling ? "Kept" : "");
  const inputs = FEELINGS.map((words, index) => h("input", { type: "radio", name: "feeling", value: index + 1, checked: result.feeling === index + 1, on: { change: () => keep(index + 1) } }));
  async function keep(value) {
    state.textContent = "Saving";
    try { await api.feel(value); result.feeling = value; state.textContent = "Kept"; } catch (error) { state.textContent = "Not kept"; trouble.show(error); }
  }
  return h("fieldset", { class: "feel" }, h("legend", {}, "How did that feel?"), h("div", { class: "feel-row" },
    FEELINGS.map((words, index) => h("label", {}, inputs[index], h("span", { class: "mono" }, index + 1), " ", words)), state));
}

function nextStep(next, button) {
  const words = next
    ? [h("b", {}, "Next: "), next.title, h("div", { class: "meta t2" }, next.seen ? `${next.right} of ${next.seen} right so far` : "not met before")]
    : [h("b", {}, "Next: "), "a fresh case", h("div", { class: "meta t2" }, "no skill of this case needs practice right now")];
  return h("div", { class: "next" }, h("div", { style: "flex:1;min-width:0" }, words), button);
}
