// The coder's desk: chart on the left, code entry on the right, code book docked below it. From the first key to
// Submit no mouse is needed.

import { h, fill, count, usDate } from "./dom.js";
import { Answer } from "./answer.js";
import { chartPane } from "./note.js";
import { codeBook } from "./book.js";
import { codeSheet } from "./sheet.js";
import { calculatorPanel } from "./calculators.js";
import { keptCodes } from "./kept_codes.js";
import { worksheet } from "./worksheet.js";
import { ask, confirmSubmit, deskFrame, keepFocus, keyHelp, savedBadge, timer } from "./frame.js";

const BAR_KEYS = [
  [["↑", "↓"], "match"], [["Enter"], "take it"], [["Esc"], "close"], [["Alt", "↑", "↓"], "reorder"], [["F6"], "next pane"],
  [["Alt 1"], "note"], [["Alt 2"], "diagnoses"], [["Alt 3"], "lines"], [["?"], "all keys"],
];
const ALL_KEYS = [
  [["type in a code cell"], "search by code, words, abbreviation"], [["↑", "↓"], "choose a match; without matches, the next row"], [["Enter"], "take the match; in a line, the next field"],
  [["Enter"], "on + 7th char.: to the picker, where a letter picks"], [["Esc"], "close the book, put the code back"], [["Alt", "↑", "↓"], "move a diagnosis or line"],
  [["Backspace"], "in an empty row: remove it"], [["Alt", "1"], "note: arrows choose a sentence, E cites it"], [["Alt", "2"], "diagnoses"], [["Alt", "3"], "service lines"],
  [["Alt", "4"], "E/M worksheet"], [["Alt", "5"], "provider query"], [["Alt", "6"], "calculators"], [["*"], "in an empty code cell: your favorite and recent codes"], [["Alt", "S"], "star the code whose entry is open"], [["Alt", "W"], "why not: keep this code, choose another beside it"], [["F6"], "next pane, with Shift the one before"], [["Ctrl", "Enter"], "submit (asks once)"], [["?"], "outside fields: these keys"],
];
const SMALL = "(max-width: 900px)";

export function mount(root, { caseData, outbox, api, reload }) {
  const { attempt, encounter } = caseData;
  const answer = new Answer(outbox);
  const titles = new Map();

  const kept = keptCodes();
  const book = codeBook({ api, kept, take: (target, code, title) => { seen(target.kind, code); titles.set(code, Promise.resolve({ title, billable: true })); sheet.take(target, code, title); }, back: () => sheet.back(), onMatches: (number) => sheet.matches(number) });
  const sheet = codeSheet({ answer, book, titleOf, onChange: changed, onFocus: changed });
  const note = chartPane({ documents: encounter.documents, cite: citeForActive, target: () => activeCoded()?.label ?? "" });
  const levels = worksheet({ outbox, api, onChange: changed, useCode: (code) => { openTab(0); sheet.addLine(code); } });

  // ---- the right side: tabs over one place ----------------------------------------------------------------

  const calculators = calculatorPanel({ facts: known(encounter), take: onTheClaim });
  const question = h("textarea", { id: "query", class: "query", maxlength: 4000, spellcheck: "true", value: outbox.get("query") ?? "" });
  question.addEventListener("input", () => { outbox.set("query", question.value || null); changed(); });
  const query = h("div", { class: "sheet scroll query-pane", tabIndex: 0, role: "region", "aria-label": "Provider query" },
    h("label", { for: "query" }, "Question to the provider"), question,
    h("p", { class: "t2" }, "Ask only where the note leaves the code open. Give the facts as they stand in the note with their dates, offer choices that they support with “other” and “unable to determine”, and neither lead to an answer nor speak of payment. It goes out when you submit."),
    h("p", { class: "t2" }, "Where statements contradict each other, this practice holds the codes: send the question alone. Where the note only lacks detail, code what it supports and ask."));

  const panels = [h("div", { class: "panel" }, sheet.element, book.element), h("div", { class: "panel" }, levels.element), h("div", { class: "panel" }, query), h("div", { class: "panel" }, calculators.element)];
  const tabWords = [h("span", {}, "Codes"), h("span", {}), h("span", {}), h("span", {}, "Calculators")];
  const tabs = tabWords.map((words, index) => h("button", { role: "tab", on: { click: () => { openTab(index); focusTab(index); } } }, words));
  const tabList = h("div", { class: "tabs", role: "tablist", "aria-label": "Work", on: { keydown: tabKeys } }, tabs);
  const entry = h("section", { class: "pane", "aria-label": "Code entry" }, h("div", { class: "bar" }, tabList, h("span", { class: "end meta t3 where" }, encounter.practice.name)), panels);
  let tab = 0;

  function openTab(index) {
    tab = index;
    tabs.forEach((button, place) => { button.setAttribute("aria-selected", String(place === index)); button.tabIndex = place === index ? 0 : -1; });
    panels.forEach((panel, place) => { panel.hidden = place !== index; });
    if (index === 1) levels.open();
    if (index === 3) calculators.open();
  }

  function focusTab(index) { if (index === 0) sheet.go("dx"); else [levels, question, calculators][index - 1].focus(); }

  function tabKeys(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    openTab((tab + step + tabs.length) % tabs.length);
    tabs[tab].focus();
  }

  // ---- the frame ------------------------------------------------------------------------------------------

  const time = timer(attempt.seconds);
  const saved = savedBadge(outbox);
  const submitButton = h("button", { class: "btn btn-1", on: { click: submit } }, attempt.round > 1 ? "Submit corrected codes" : "Submit", " ", h("kbd", { class: "hide" }, "Ctrl Enter"));
  const phone = h("nav", { class: "ph", "aria-label": "On this desk" }, [["Note", () => note.element], ["Codes", () => entry], ["Code book", () => book.element]].map(([name, place], index) =>
    h("a", { href: "#", "aria-current": index ? undefined : "true", on: { click: (event) => jump(event, place()) } }, name)));
  const desk = deskFrame({
    title: `Coder's desk: ${attempt.title}`, role: attempt.role === "both" ? "both" : "coder", facts: facts(encounter), state: [time, saved, submitButton],
    body: h("div", { class: "coder" }, phone, note.element, entry), keys: BAR_KEYS,
  });
  desk.addEventListener("keydown", deskKeys);
  const strayKeys = (event) => { if (!event.composedPath().includes(desk) && event.target === document.body) deskKeys(event); };
  window.addEventListener("keydown", strayKeys);

  function jump(event, place) {
    event.preventDefault();
    for (const link of phone.children) link.toggleAttribute("aria-current", link === event.currentTarget);
    place.scrollIntoView();
  }

  function deskKeys(event) {
    const inField = event.composedPath()[0].matches?.("input, textarea, select");
    const pane = event.altKey && !event.ctrlKey && /^Digit([1-6])$/.exec(event.code);
    if (pane) goTo(Number(pane[1]));
    else if (event.altKey && event.code === "KeyS") book.star();
    else if (event.altKey && event.code === "KeyW") book.whyNot();
    else if (event.key === "F6") nextPane(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.ctrlKey) submit();
    else if (event.key === "?" && !inField) keyHelp(desk, ALL_KEYS);
    else { event.stopPropagation(); return; } // Streamlit's own one-letter shortcuts stay out of the desk
    event.preventDefault();
    event.stopPropagation();
  }

  function goTo(number) {
    if (number === 1) { note.focus(); return; }
    const goal = { 2: 0, 3: 0, 4: 1, 5: 2, 6: 3 }[number];
    openTab(goal);
    if (number === 3) sheet.go("line"); else focusTab(goal);
  }

  function nextPane(step) {
    const at = desk.getRootNode().activeElement;
    const panes = tab === 0 ? [1, 2, 3] : [1, tab + 3];
    const here = note.element.contains(at) ? 1 : tab === 0 && sheet.active?.kind === "line" ? 3 : panes.at(tab === 0 ? 1 : -1);
    goTo(panes[(panes.indexOf(here) + step + panes.length) % panes.length]);
  }

  // ---- what hangs together --------------------------------------------------------------------------------

  /** Codes that were taken stand first among the recent ones. */
  function seen(kind, code) { kept.seen({ code, system: kind === "dx" ? "ICD10CM" : "PROC" }).catch(() => {}); }

  /** A calculator's code: a diagnosis where it is one, else a service line. */
  function onTheClaim(code, units, modifiers) {
    openTab(0);
    if (/^[A-Z]\d[0-9A-Z](\.|$)/.test(code)) sheet.addDiagnosis(code);
    else sheet.addLine(code, { units, modifiers });
  }

  /** Title of a code, asked for once; "" where the book has no such code, null where it could not be asked. */
  function titleOf(kind, code) {
    if (!titles.has(code)) titles.set(code, api.entry(code, { system: kind === "dx" ? "ICD10CM" : "PROC" }).catch((error) => { if (error.status === 404) return { title: "", billable: true }; titles.delete(code); return { title: null, billable: true }; }));
    return titles.get(code);
  }

  function activeCoded() {
    const { active } = sheet;
    const row = active && answer.row(active.kind, active.id);
    const chosen = row?.code ? active : lastCoded();
    return chosen && { ...chosen, label: sheet.label(chosen) };
  }

  /** With the cursor in the empty row at the end, what was entered last is what a sentence is cited for. */
  function lastCoded() {
    const kind = sheet.active?.kind ?? "dx";
    const row = answer.coded(kind).at(-1);
    return row && { kind, id: row.id };
  }

  function citeForActive(cite) {
    const { kind, id } = activeCoded();
    const cited = answer.toggleCite(kind, id, cite);
    sheet.refresh();
    return cited;
  }

  function changed() {
    note.show(answer.citations(), activeCoded());
    fill(tabWords[1], "E/M worksheet ", h("span", { class: "t3 meta" }, levels.words()));
    fill(tabWords[2], "Provider query ", h("span", { class: "t3 meta" }, outbox.get("query")?.trim() ? "written" : "none"));
  }

  const stopOthers = outbox.onOthers((news) => {
    if (news.some(({ key }) => key === "query") && desk.getRootNode().activeElement !== question) question.value = outbox.get("query") ?? "";
    levels.refresh();
    sheet.refresh();
  });

  let offline = false;
  const stopState = outbox.onState(({ kind }) => {
    if (offline && kind === "saved") sheet.refresh(); // titles that could not be asked for are asked for again
    offline = kind === "waiting";
  });

  let submitting = false;
  async function submit() {
    if (submitting || desk.querySelector("dialog")) return;
    submitting = true;
    try {
      if (!await confirmSubmit(desk, "Submit this coding?", summary())) return;
      submitButton.disabled = true;
      await outbox.submit();
      await reload();
    } catch (error) {
      await ask(desk, { title: error.message, body: [error.kept, error.do].filter(Boolean).map((words) => h("p", {}, words)), actions: [["OK", true]] });
    } finally {
      submitting = false;
      submitButton.disabled = false;
    }
  }

  function summary() {
    const diagnoses = answer.coded("dx");
    const lines = answer.coded("line");
    const bare = diagnoses.filter((row) => !row.cites?.length).length;
    const unpointed = lines.filter((row) => !answer.pointerLetters(row)).length;
    return [
      `${count(diagnoses.length, "diagnosis", "diagnoses")}, ${count(lines.length, "service line")}`,
      outbox.get("query")?.trim() ? "A question to the provider goes with it" : "No question to the provider",
      unpointed > 0 && `${count(unpointed, "line")} without a pointer`,
      bare > 0 && `${count(bare, "diagnosis", "diagnoses")} without a cited sentence`,
    ].filter(Boolean);
  }

  openTab(0);
  sheet.draw();
  changed();
  fill(root, desk);
  kept.load().catch(() => {}); // without them the book still finds everything
  const stopFocus = keepFocus(desk);
  if (!matchMedia(SMALL).matches) sheet.go("dx");

  return {
    unmount() {
      for (const stop of [stopOthers, stopState, stopFocus]) stop();
      window.removeEventListener("keydown", strayKeys);
      time.stop();
      saved.stop();
    },
  };
}

/** Facts of the case that a calculator may be filled with. */
function known({ patient, payer, date_of_service }) {
  return { age: patient.age, payer: payer?.kind ?? "self_pay", date_of_service };
}

function facts(encounter) {
  const { patient, payer } = encounter;
  return [
    ["Patient", `${patient.last_name}, ${patient.first_name}`],
    ["Born", `${usDate(patient.birth_date)}, ${patient.sex}, ${patient.age}`],
    ["Service", usDate(encounter.date_of_service)],
    ["POS", [h("span", { class: "mono" }, encounter.place_of_service), " ", encounter.place_name]],
    ["Payer", payer ? [payer.name, payer.plan].filter(Boolean).join(" ") : "Self-pay"],
  ];
}
