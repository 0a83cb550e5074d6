// The biller's desk: work queue, CMS-1500 with chart, charges and contract behind it, scrubber, card and registration.
// It shows what the card, the payer and the front desk say side by side; finding the difference is the learner's job.

import { h, fill, count, icon, money, usDate } from "./dom.js";
import { deskFrame, savedBadge, timer, confirmSubmit, keyHelp } from "./frame.js";
import { chart } from "./chart.js";
import { claimForm, claimValue } from "./claim_form.js";
import { contractView, deskKeys, facts, failure, phoneBar, table, tabs, verdict } from "./desk_parts.js";

const KEYS = [
  [["F8"], "next message"], [["F9"], "scrub"], [["F6"], "next pane"], [["Alt 1"], "queue"], [["Alt 2"], "form"], [["Alt 3"], "messages, card"], [["?"], "all keys"],
];
const ALL_KEYS = [
  [["F9"], "scrub the claim"], [["F8"], "go to the next message's item"], [["Ctrl Enter"], "send the claim (asks once)"],
  [["F6"], "next pane; with Shift the one before"], [["Alt 1"], "queue"], [["Alt 2"], "form"], [["Alt 3"], "messages, card, registration"],
  [["Alt C"], "claim form, chart, charges, contract in turn"], [["↑", "↓"], "in item 24: same column, next line"],
  [["← →"], "choose among boxes"], [["Del"], "empty a box of crosses"], [["G"], "go to the item of the message (outside fields)"], [["?"], "this list (outside fields)"],
];

/** Mounts the desk of stage "claim"; see case.js for `ctx`. */
export function mount(root, ctx) {
  const { caseData, outbox, api, reload } = ctx;
  const { attempt, encounter } = caseData;
  const value = (name) => outbox.get(name) ?? claimValue(caseData.claim, name);
  const trouble = failure();
  const form = claimForm({ items: caseData.items, columns: caseData.line_columns, get: value, onChange: change });
  const scrubber = scrubPane(form);
  const saved = savedBadge(outbox);
  const clockFace = timer(attempt.seconds);
  const scrubButton = h("button", { class: "btn", on: { click: scrub } }, "Scrub ", h("kbd", { class: "hide" }, "F9"));
  const sendButton = h("button", { class: "btn btn-1", on: { click: send } }, sendWords(caseData), h("kbd", { class: "hide" }, "Ctrl Enter"));

  const views = tabs([
    { id: "form", title: "CMS-1500", build: () => form.element },
    { id: "chart", title: "Chart", build: () => chart(encounter.documents, { label: "Chart of the visit" }).element },
    { id: "charges", title: "Charges", build: () => chargesView(caseData) },
    { id: "contract", title: "Contract", build: () => contractView(caseData.contract) },
  ], { label: "Claim views", onOpen: (id) => { form.jump.hidden = id !== "form"; } });
  const openForm = (item) => { views.open("form"); form.goTo(item); };
  scrubber.onGo(openForm);

  const queue = queuePane(caseData.queue ?? [], api);
  const centre = h("section", { class: "pane", id: "form", "aria-label": "Claim" }, h("div", { class: "bar" }, h("h2", { class: "vh" }, "Claim"), views.list, form.jump), views.panels);
  const right = h("div", { class: "scroll", style: "flex:1;min-height:0", tabIndex: 0, role: "region", "aria-label": "Messages, card and registration" },
    scrubber.element, cameBack(caseData.came_back), cards(encounter.cards), photoId(encounter), eligibility(encounter.eligibility), registration(encounter.registration));
  const body = h("div", { class: "biller" }, queue, centre, h("section", { class: "pane", id: "side", "aria-label": "Scrubber, card and registration" }, right), trouble.element);
  body.prepend(phoneBar([["Claim", "form"], ["Messages", "msgs"], ["Card", "card"], ["Queue", "queue"]], (id) => body.querySelector(`#${id}`)));

  const desk = deskFrame({ title: "Biller's desk", role: "biller", facts: headFacts(caseData), state: [clockFace, saved, scrubButton, sendButton], body, keys: KEYS });
  if (attempt.role === "both") desk.querySelector(".c-role").lastChild.textContent = "Both hats";
  root.append(desk);

  const stopOthers = outbox.onOthers((news) => { for (const { key } of news) form.show(key); });
  const focusables = [() => queue.querySelector("button") ?? queue.querySelector(".scroll"), focusForm, () => scrubber.element.querySelector("li button") ?? right];
  const stopKeys = deskKeys(root, focusables, {
    F9: scrub, F8: () => scrubber.next(), "Ctrl+Enter": send, G: () => scrubber.go(), "?": () => keyHelp(root, ALL_KEYS),
    "Alt+C": () => { const order = ["form", "chart", "charges", "contract"]; views.open(order[(order.indexOf(views.current) + 1) % 4]); },
  });

  function focusForm() { const panel = views.panels.find((one) => !one.hidden); return panel.querySelector("[tabindex='0'].scroll, .wide") ?? panel; }
  function change(name, next) { outbox.set(name, next); scrubber.changed(); }

  async function scrub() {
    if (scrubButton.disabled) return;
    scrubButton.disabled = true;
    trouble.clear();
    scrubber.checking();
    try { const { messages } = await api.scrub(); scrubber.show(messages); } catch (error) { scrubber.failed(); trouble.show(error); }
    scrubButton.disabled = false;
  }

  async function send() {
    if (sendButton.disabled) return;
    const lines = [`Claim ${value("item/26")}, total $${money(value("item/28")) || "0.00"}, to ${caseData.registered.payer}`, scrubber.words(),
      attempt.round > 1 ? "It goes out as the second and last claim of this case." : "The payer answers at once here; in the field it takes two to four weeks."];
    if (!await confirmSubmit(root, "Send this claim?", lines, "Send claim")) return;
    sendButton.disabled = true;
    trouble.clear();
    try { await outbox.submit(); await reload(); } catch (error) { sendButton.disabled = false; trouble.show(error); }
  }

  return { unmount() { stopKeys(); stopOthers(); saved.stop(); clockFace.stop(); } };
}

function sendWords({ attempt, came_back: back }) {
  if (attempt.round < 2) return "Send claim ";
  return back?.status === "rejected" ? "Send claim again " : "Send corrected claim ";
}

function headFacts({ claim, registered, encounter, file_by: fileBy, came_back: back }) {
  return [
    ["Claim", h("span", { class: "mono" }, claim.items["26"])], ["Patient", registered.patient], ["Service", usDate(encounter.date_of_service)],
    fileBy ? ["File by", usDate(fileBy)] : null, back?.corrected_by ? ["Correct by", usDate(back.corrected_by)] : null, ["Payer", registered.payer],
  ].filter(Boolean);
}

function queuePane(rows, api) {
  const list = h("ul", { class: "q scroll", style: "flex:1;min-height:0", tabIndex: 0, role: "list", "aria-label": "Open claims" }, rows.map((row) =>
    h("li", {}, h("button", { "aria-current": row.current ? "true" : null, on: { click: () => { if (!row.current) api.open(row.attempt, row.stage === "coding" ? "coder" : "biller"); } } },
      h("b", {}, row.patient), h("span", { class: "num" }, row.amount ? `$${money(row.amount)}` : ""), h("span", { class: "m" }, row.payer), queueState(row)))));
  if (rows.length < 2) list.append(h("li", { class: "empty" }, "No other case of yours is open. Start has more."));
  return h("section", { class: "pane", id: "queue", "aria-label": "Work queue" },
    h("div", { class: "bar" }, h("h2", {}, "Queue"), h("span", { class: "t2" }, `${rows.length} open`)), list);
}

function queueState({ stage, state, current }) {
  const [tone, name] = { claim: ["", "arr"], account: ["v-c", "clk"], coding: ["", "arr"] }[stage];
  return h("span", { class: `v meta ${tone}` }, icon(current ? "arr" : name), current ? "Open here" : state);
}

// ---- scrubber ----

function scrubPane(form) {
  const state = h("span", { class: "bar-state", role: "status" });
  const when = h("span", { class: "end meta t3" });
  const list = h("ul", { class: "msgs", role: "list" });
  const hint = h("p", { class: "empty" });
  const element = h("div", { id: "msgs" }, h("div", { class: "bar" }, h("h2", {}, "Scrubber"), state, when), list, hint);
  let messages = null;
  let at = -1;
  let stale = false;
  let go = () => {};
  say("Not run yet. F9 checks the claim against the edits before it goes out; comparing card, payer's answer and form is still yours.");

  function say(text) { hint.hidden = !text; hint.textContent = text; }
  function show(found) {
    messages = found;
    at = -1;
    stale = false;
    const errors = found.filter(({ severity }) => severity === "error").length;
    const warnings = found.filter(({ severity }) => severity === "warning").length;
    fill(state, found.length ? [errors > 0 && h("span", { class: "v v-w" }, count(errors, "error")), warnings > 0 && h("span", { class: "v v-c" }, count(warnings, "warning"))] : verdict("r", "ok", "No messages"));
    when.textContent = new Date().toLocaleTimeString("en-GB");
    fill(list, found.map(row));
    say(found.length ? "" : "The edits found nothing. What they do not look at is still yours to compare.");
    form.pin(found);
  }
  function row({ item, severity, message, edit, cites }, index) {
    const word = { error: "Error", warning: "Warning", info: "Note" }[severity];
    return h("li", {}, h("button", { on: { click: () => choose(index) } },
      h("span", { class: `pin s${severity === "error" ? "" : severity === "warning" ? " w" : " n"}` }, index + 1), h("span", { class: "mono" }, item),
      h("span", {}, h("span", { class: "vh" }, `${word}, `), leading(message)), h("span", { class: "cite" }, `${word}. Edit ${edit}. ${cites}`)));
  }
  function choose(index) {
    at = index;
    [...list.querySelectorAll("button")].forEach((button, other) => { if (other === index) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current"); });
    list.children[index]?.scrollIntoView({ block: "nearest" });
    go(messages[index].item);
  }
  return {
    element, show,
    onGo(listener) { go = listener; },
    next() { if (messages?.length) choose((at + 1) % messages.length); },
    go() { if (messages?.length) choose(Math.max(0, at)); },
    checking() { when.textContent = "Checking"; },
    failed() { when.textContent = "Not checked"; },
    changed() { if (messages && !stale) { stale = true; when.textContent = "Claim changed since"; } },
    words() {
      if (!messages) return "The scrubber has not been run.";
      const errors = messages.filter(({ severity }) => severity === "error").length;
      const last = errors ? `The last scrub left ${count(errors, "error")}.` : "The last scrub found no error.";
      return stale ? `${last} The claim was changed since.` : last;
    },
  };
}

/** The first sentence of a message in bold, so that a list of them can be skimmed. */
function leading(message) {
  const [, first, rest] = /^(.*?[.:;])(\s.*)?$/s.exec(message) ?? [null, message, ""];
  return [h("b", {}, first), rest ?? ""];
}

// ---- what the biller compares ----

function cards(all) {
  return h("div", { id: "card" }, all.map((card) => [
    h("div", { class: "bar top" }, h("h2", {}, all.length > 1 ? `Insurance card ${card.order}` : "Insurance card"), h("span", { class: "end meta t3" }, `scanned ${usDate(card.scanned_on)}`)),
    h("div", { class: "card" }, h("div", { class: "top" }, h("span", { class: "pay" }, card.payer), h("span", { class: "t2" }, card.plan)),
      facts([["Member", card.member], ["Member ID", card.member_id], ["Group", card.group_number], ["Payer ID", card.electronic_payer_id], ["Copay", card.copay]], ["Member ID", "Group", "Payer ID"])),
  ]), all.length === 0 && [h("div", { class: "bar top" }, h("h2", {}, "Insurance card")), h("p", { class: "empty" }, "No card on file.")]);
}

/** The patient's photo ID: what the front desk should have copied from. */
function photoId({ patient, date_of_service: day }) {
  const { street, city, state, zip } = patient.address;
  return [h("div", { class: "bar top" }, h("h2", {}, "Photo ID"), h("span", { class: "end meta t3" }, `scanned ${usDate(day)}`)),
    h("div", { class: "card" }, facts([["Name", patient.name], ["Birth date", patient.birth_date], ["Sex", patient.sex], ["Address", `${street}, ${city}, ${state} ${zip}`]]))];
}

function eligibility(answers) {
  return answers.map((answer) => [
    h("div", { class: "bar top" }, h("h2", {}, "Eligibility"), h("span", { class: "end" }, answer.active ? verdict("r", "ok", "Active") : verdict("w", "x", "Not active"))),
    h("div", { class: "kvs" }, facts([
      ["Member", answer.member], ["Member ID", answer.member_id], ["Birth date", answer.birth_date],
      ["In force", `${usDate(answer.effective_from)} ${answer.effective_to ? `to ${usDate(answer.effective_to)}` : "on"}`],
      ["Deductible left", `$${money(answer.deductible_left)}`], ["Coinsurance", `${Math.round(Number(answer.coinsurance_rate) * 100)} %`], ["Copay", `$${money(answer.copay)}`], ["Payer says", answer.note],
    ], ["Member ID"])),
  ]);
}

function registration(typed) {
  const name = (part) => [typed[`${part}_last_name`], typed[`${part}_first_name`], typed[`${part}_middle_initial`]].filter(Boolean).join(", ");
  const place = (part) => [typed[`${part}street`], typed[`${part}city`], `${typed[`${part}state`]} ${typed[`${part}zip`]}`].filter((text) => text.trim()).join(", ");
  return [
    h("div", { class: "bar top" }, h("h2", {}, "Registration"), h("span", { class: "end meta t3" }, "as the front desk typed it")),
    h("div", { class: "kvs" }, facts([
      ["Patient", name("patient")], ["Birth date", typed.birth_date], ["Sex", typed.sex], ["Address", place("")], ["Telephone", typed.phone],
      ["Member ID", typed.member_id], ["Group", typed.group_number], ["Plan", typed.plan], ["Relationship", typed.relationship],
      ["Insured", name("insured")], ["Insured born", typed.insured_birth_date], ["Insured's sex", typed.insured_sex], ["Insured's home", place("insured_")],
      ["Work related", typed.employment_related], ["Auto accident", [typed.auto_accident, typed.auto_accident_state].filter(Boolean).join(", ")], ["Other accident", typed.other_accident],
      ["Onset", [usDate(typed.onset_date), typed.onset_qualifier].filter(Boolean).join(", ")], ["Referred by", [typed.referring_provider, typed.referring_npi].filter(Boolean).join(", ")],
      ["Authorization", typed.authorization], ["Signature", typed.signature_on_file === "yes" ? "on file" : typed.signature_on_file], ["Assignment", typed.accept_assignment], ["Paid at desk", `$${money(typed.amount_paid)}`],
    ], ["Member ID", "Group"])),
  ];
}

/** Second round: what the payer answered to the first claim, so that the correction can name it. */
function cameBack(back) {
  if (!back) return null;
  return h("div", {}, h("div", { class: "bar top" }, h("h2", {}, "What came back"), h("span", { class: "end" }, back.status === "rejected" ? verdict("w", "x", "Rejected") : verdict(back.status === "denied" ? "w" : "c", back.status === "denied" ? "x" : "half", `Paid $${money(back.paid)}`))),
    h("div", { class: "kvs" }, facts([["Payer's number", back.claim_number], ["Answered", back.paid_on], ["Correct by", back.corrected_by]], ["Payer's number"])),
    h("ul", { class: "back" }, back.rejection.map(({ item, message }) => h("li", {}, h("span", { class: "mono" }, item), " ", message)),
      back.lines.filter(({ adjustments }) => adjustments.some(({ group, carc }) => group !== "PR" && carc !== "45")).map(({ code, why, adjustments }) =>
        h("li", {}, h("span", { class: "mono" }, code), " ", adjustments.filter(({ carc }) => carc !== "45").map(({ group, carc }) => `${group}-${carc}`).join(", "), ". ", why))));
}

function chargesView({ charges, charges_by: by }) {
  const total = charges.reduce((sum, { charge }) => sum + Number(charge), 0);
  const rows = charges.map(({ code, modifiers, wording, units, pointers, charge }, index) =>
    [index + 1, [code, ...modifiers].join("-"), wording, units, pointers, money(charge)]);
  return h("div", { class: "scroll fillpane", tabIndex: 0, role: "region", "aria-label": "Charge sheet" },
    h("p", { class: "lead" }, by === "own" ? "Your own codes, as you handed them over with the other hat on." : "Charges as the practice's coder gave them. The codes are settled; the claim is yours."),
    charges.length ? table("Charges", [["Line", "t3"], ["Code", "mono"], ["Service, in our own words"], ["Units", "num"], ["Pointers", "mono"], ["Charge", "num"]], rows,
      h("tr", {}, h("td", { colspan: 5 }, "Total"), h("td", { class: "num" }, money(total)))) : h("p", { class: "empty" }, "No service line was coded, so there is nothing to charge."));
}
