// The biller's desk: work queue, CMS-1500 with chart, charges and contract behind it, scrubber, card and registration.
// It shows what the card, the payer and the front desk say side by side; finding the difference is the learner's job.

import { h, fill, count, icon, money, usDate } from "./dom.js";
import { deskFrame, savedBadge, timer, confirmSubmit, keyHelp } from "./frame.js";
import { chart } from "./chart.js";
import { claimForm, claimValue } from "./claim_form.js";
import { contractView, deskKeys, failure, phoneBar, table, tabs, verdict } from "./desk_parts.js";
import { cards, eligibility, photoId, registration } from "./front_desk.js";
import { boxValue } from "./account_claims.js";
import { x12Strip } from "./x12_strip.js";

const KEYS = [
  [["F8"], "next message"], [["F9"], "scrub"], [["F6"], "next pane"], [["Alt 1"], "queue"], [["Alt 2"], "form"], [["Alt 3"], "messages, card"], [["?"], "all keys"],
];
const ALL_KEYS = [
  [["F9"], "scrub the claim"], [["F8"], "go to the next message's item"], [["Ctrl Enter"], "send the claim (asks once)"],
  [["F6"], "next pane; with Shift the one before"], [["Alt 1"], "queue"], [["Alt 2"], "form"], [["Alt 3"], "messages, card, registration"], [["Alt 4"], "837P of the claim"],
  [["Alt C"], "claim form, chart, charges, contract in turn"], [["↑", "↓"], "in item 24: same column, next line"],
  [["← →"], "choose among boxes"], [["Del"], "empty a box of crosses"], [["G"], "go to the item of the message (outside fields)"], [["?"], "this list (outside fields)"],
];

/** Mounts the desk of stage "claim"; see case.js for `ctx`. */
export function mount(root, ctx) {
  const { caseData, outbox, api, reload } = ctx;
  const { attempt, encounter } = caseData;
  const value = (name) => outbox.get(name) ?? claimValue(caseData.claim, name);
  const trouble = failure();
  const form = claimForm({ items: caseData.items, columns: caseData.line_columns, get: value, onChange: change, onBox: (item) => strip.show(item) });
  const strip = x12Strip({ load: () => api.get(`/api/x12?${new URLSearchParams({ attempt: attempt.id })}`), onItem: (item) => form.goTo(item, false), value: (item) => boxValue(value, item) });
  const scrubber = scrubPane(form);
  const saved = savedBadge(outbox);
  const clockFace = timer(attempt.seconds);
  const scrubButton = h("button", { class: "btn", on: { click: scrub } }, "Scrub ", h("kbd", { class: "hide" }, "F9"));
  const sendButton = h("button", { class: "btn btn-1", on: { click: send } }, "Send claim ", h("kbd", { class: "hide" }, "Ctrl Enter"));

  const views = tabs([
    { id: "form", title: "CMS-1500", build: () => [form.element, strip.element] },
    { id: "chart", title: "Chart", build: () => chart(encounter.documents, { label: "Chart of the visit" }).element },
    { id: "charges", title: "Charges", build: () => chargesView(caseData) },
    { id: "contract", title: "Contract", build: () => contractView(caseData.contract) },
  ], { label: "Claim views", onOpen: (id) => { form.jump.hidden = id !== "form"; } });
  const openForm = (item) => { views.open("form"); form.goTo(item); };
  scrubber.onGo(openForm);

  const queue = queuePane(caseData.queue ?? [], api);
  const centre = h("section", { class: "pane", id: "form", "aria-label": "Claim" }, h("div", { class: "bar" }, h("h2", { class: "vh" }, "Claim"), views.list, h("a", { class: "pdf", href: `/api/paper?${new URLSearchParams({ attempt: attempt.id, paper: "cms1500" })}`, target: "_blank", rel: "noopener", title: "The claim as saved, as a CMS-1500 to print" }, "PDF"), form.jump), views.panels);
  const right = h("div", { class: "scroll", style: "flex:1;min-height:0", tabIndex: 0, role: "region", "aria-label": "Messages, card and registration" },
    scrubber.element, cards(encounter.cards), photoId(encounter), eligibility(encounter.eligibility), registration(encounter.registration));
  const body = h("div", { class: "biller" }, queue, centre, h("section", { class: "pane", id: "side", "aria-label": "Scrubber, card and registration" }, right), trouble.element);
  body.prepend(phoneBar([["Claim", "form"], ["Messages", "msgs"], ["Card", "card"], ["Queue", "queue"]], (id) => body.querySelector(`#${id}`)));

  const desk = deskFrame({ title: "Biller's desk", role: "biller", facts: headFacts(caseData), state: [clockFace, saved, scrubButton, sendButton], body, keys: KEYS });
  if (attempt.role === "both") desk.querySelector(".c-role").lastChild.textContent = "Both hats";
  root.append(desk);

  let read = 0; // when what was saved last was read back as 837P
  const stopStrip = outbox.onState(({ kind, at }) => { if ((kind === "saved" || kind === "idle") && read !== at) { read = at; strip.refresh(); } });
  const stopOthers = outbox.onOthers((news) => { for (const { key } of news) form.show(key); });
  const focusables = [() => queue.querySelector("button") ?? queue.querySelector(".scroll"), focusForm, () => scrubber.element.querySelector("li button") ?? right];
  const stopKeys = deskKeys(root, focusables, {
    "Alt+4": () => { views.open("form"); strip.focus(); }, F9: scrub, F8: () => scrubber.next(), "Ctrl+Enter": send, G: () => scrubber.go(), "?": () => keyHelp(root, ALL_KEYS),
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
      "It passes the clearinghouse and the payer's own gate; the answers come as the days pass."];
    if (!await confirmSubmit(root, "Send this claim?", lines, "Send claim")) return;
    sendButton.disabled = true;
    trouble.clear();
    try { await outbox.submit(); await reload(); } catch (error) { sendButton.disabled = false; trouble.show(error); }
  }

  return { unmount() { stopKeys(); stopOthers(); stopStrip(); strip.stop(); saved.stop(); clockFace.stop(); } };
}

function headFacts({ claim, registered, encounter, file_by: fileBy }) {
  return [
    ["Claim", h("span", { class: "mono" }, claim.items["26"])], ["Patient", registered.patient], ["Service", usDate(encounter.date_of_service)],
    fileBy ? ["File by", usDate(fileBy)] : null, ["Payer", registered.payer],
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

function chargesView({ charges, charges_by: by }) {
  const total = charges.reduce((sum, { charge }) => sum + Number(charge), 0);
  const rows = charges.map(({ code, modifiers, wording, units, pointers, charge }, index) =>
    [index + 1, [code, ...modifiers].join("-"), wording, units, pointers, money(charge)]);
  return h("div", { class: "scroll fillpane", tabIndex: 0, role: "region", "aria-label": "Charge sheet" },
    h("p", { class: "lead" }, by === "own" ? "Your own codes, as you handed them over with the other hat on." : "Charges as the practice's coder gave them. The codes are settled; the claim is yours."),
    charges.length ? table("Charges", [["Line", "t3"], ["Code", "mono"], ["Service, in our own words"], ["Units", "num"], ["Pointers", "mono"], ["Charge", "num"]], rows,
      h("tr", {}, h("td", { colspan: 5 }, "Total"), h("td", { class: "num" }, money(total)))) : h("p", { class: "empty" }, "No service line was coded, so there is nothing to charge."));
}
