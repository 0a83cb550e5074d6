// What the payer answered: the payment in balance, every line with its reasons, the entries it makes in the books, and the
// biller's decision. It shows what came back and what stands in the contract; what was right it never tells.

import { h, fill, icon, money, usDate, count } from "./dom.js";
import { deskFrame, savedBadge, timer, confirmSubmit, keyHelp } from "./frame.js";
import { chart } from "./chart.js";
import { claimForm, claimValue } from "./claim_form.js";
import { contractView, deskKeys, failure, phoneBar, table, tabs, verdict } from "./desk_parts.js";

const GROUPS = {
  CO: "Contractual: the practice's loss, never the patient's", PR: "Patient responsibility: billed to the patient",
  OA: "Other adjustment: neither a contract's nor the patient's", PI: "Payer initiated: the payer holds the patient not liable",
};
const KEYS = [[["↑", "↓"], "line"], [["Alt C"], "answer, chart, claim, contract"], [["F6"], "next pane"], [["Ctrl Enter"], "decide"], [["?"], "all keys"]];
const ALL_KEYS = [...KEYS.slice(0, 2), [["M"], "choose: mend and send again"], [["C"], "choose: close the case"], ...KEYS.slice(2)];

/** Mounts the screen of stage "remittance"; see case.js for `ctx`. */
export function mount(root, ctx) {
  const { caseData, outbox, api, reload } = ctx;
  const { attempt, encounter, remittance } = caseData;
  const rounds = remittance.rounds;
  const answer = rounds.at(-1);
  const trouble = failure();
  const saved = savedBadge(outbox);
  const clockFace = timer(attempt.seconds);
  const opened = new Set();
  let selected = null;

  const side = h("div", { class: "scroll", style: "flex:1;min-height:0", tabIndex: 0, role: "region", "aria-label": "What came back" });
  const sideTitle = h("div", { class: "bar" });
  const decideButton = h("button", { class: "btn btn-1", on: { click: decide } }, "Decide ", h("kbd", { class: "hide" }, "Ctrl Enter"));
  const choice = choices(outbox, caseData, answer, trouble);
  const views = tabs([
    { id: "answer", title: answer.status === "rejected" ? "Rejection" : "Remittance", build: () => answersView() },
    { id: "chart", title: "Chart", build: () => chart(encounter.documents, { label: "Chart of the visit" }).element },
    { id: "claim", title: "Claim as sent", build: claimView },
    { id: "contract", title: "Contract", build: () => contractView(caseData.contract, clausesOf(selected)) },
  ], { label: "Answer and evidence", onOpen: (id) => { if (id !== "answer") { opened.add(id); drawEvidence(); } if (id === "contract") litIntoView(); } });

  const left = h("section", { class: "pane", id: "rem", "aria-label": "Remittance and evidence" }, h("div", { class: "bar" }, h("h2", { class: "vh" }, "Payer's answer"), views.list, h("span", { class: "end meta t2" }, caseData.contract?.name ?? "")), views.panels);
  const right = h("section", { class: "pane", id: "back", "aria-label": "What came back and what to do" }, sideTitle, side, choice.element,
    h("div", { class: "next" }, h("span", { class: "t2", style: "flex:1" }, attempt.round > 1 || !choice.mayMend ? "Then your result" : "You can send it once more"), decideButton));
  const body = h("div", { class: "remit" }, left, right, trouble.element);
  body.prepend(phoneBar([["Remittance", "rem"], ["What came back", "back"]], (id) => body.querySelector(`#${id}`)));
  const desk = deskFrame({ title: "Remittance and posting", role: "biller", facts: headFacts(caseData, answer), state: [clockFace, saved], body, keys: KEYS });
  if (attempt.role === "both") desk.querySelector(".c-role").lastChild.textContent = "Both hats";
  root.append(desk);

  const evidence = h("ul", { class: "q", role: "list" });
  const evidenceCount = h("span", { class: "t2" });
  select(answer.lines.find((line) => line.denied) ?? answer.lines.find((line) => odd(line)) ?? answer.lines[0] ?? null);

  const stopKeys = deskKeys(root, [() => views.panels.find((panel) => !panel.hidden).querySelector(".scroll, .wide"), () => side, () => choice.element.querySelector("input:checked") ?? choice.element.querySelector("input")], {
    "Ctrl+Enter": decide, "?": () => keyHelp(root, ALL_KEYS), ArrowDown: (event) => step(1, event), ArrowUp: (event) => step(-1, event),
    M: () => choice.pick("mend"), C: () => choice.pick("close"),
    "Alt+C": () => { const order = ["answer", "chart", "claim", "contract"]; views.open(order[(order.indexOf(views.current) + 1) % 4]); },
  });

  function step(by) {
    if (!answer.lines.length || views.current !== "answer") return;
    const at = answer.lines.indexOf(selected);
    select(answer.lines[(at + by + answer.lines.length) % answer.lines.length]);
  }

  function answersView() {
    const region = h("div", { class: "scroll fillpane", tabIndex: 0, role: "region", "aria-label": "Claim and lines" });
    for (const round of [...rounds].reverse()) region.append(drawRound(round, round === answer, select));
    return region;
  }

  function claimView() {
    const { claim } = answer;
    return claimForm({ items: caseData.items, columns: caseData.line_columns, get: (name) => claimValue(claim, name) }).element;
  }

  function select(line) {
    selected = line;
    for (const row of left.querySelectorAll("tr[data-line]")) {
      const on = line && row.dataset.line === String(line.number);
      row.classList.toggle("on", Boolean(on));
      row.querySelector("button")?.setAttribute("aria-pressed", String(Boolean(on)));
    }
    const panel = views.panels[3];
    if (panel.childNodes.length) fill(panel, contractView(caseData.contract, clausesOf(line)));
    drawSide();
  }

  function drawSide() {
    fill(sideTitle, h("h2", {}, answer.status === "rejected" ? "Rejected" : selected ? `Line ${selected.number}` : "What came back"),
      selected && h("span", { class: "mono" }, [selected.code, ...selected.modifiers].join("-")), h("span", { class: "end" }, selected ? lineState(selected) : verdict("w", "x", "Nothing was paid")));
    fill(side, answer.status === "rejected" ? rejectionWords(answer) : selected ? meaning(selected, answer.reasons) : null,
      h("div", { class: "bar top" }, h("h3", {}, "Evidence"), evidenceCount), evidence);
    drawEvidence();
  }

  function drawEvidence() {
    if (!evidence) return;
    const clauses = clausesOf(selected);
    const papers = [["chart", "Chart of the visit"], ["claim", `Claim as sent${answer.round > 1 ? ", corrected" : ""}`], ["contract", clauses.length ? `Contract, clause ${clauses.join(", ")}` : "Contract"]];
    evidenceCount.textContent = `${opened.size} of ${papers.length} opened`;
    fill(evidence, papers.map(([id, title]) => h("li", {}, h("button", { on: { click: () => { views.open(id); } } },
      h("span", {}, title), opened.has(id) ? h("span", { class: "v v-r meta" }, icon("ok"), "opened") : h("span", { class: "meta open-word" }, "Open")))));
  }

  function litIntoView() { left.querySelector(".clauses .lit")?.scrollIntoView({ block: "nearest" }); }
  function clausesOf(line) {
    const known = new Set((caseData.contract?.clauses ?? []).map(({ number }) => number));
    const words = line ? line.why : answer.rejection.map(({ message, cites }) => `${message} ${cites}`).join(" ");
    return [...new Set(words.match(/\b\d+\.\d+\b/g) ?? [])].filter((number) => known.has(number));
  }

  async function decide() {
    if (decideButton.disabled) return;
    const action = outbox.get("action");
    if (!action) { choice.ask(); return; }
    const mend = action === "mend";
    const lines = mend
      ? [remittance.may_mend_codes ? "The codes and the claim open again; change what needs changing." : "The claim opens again; change what needs changing.", answer.status === "rejected" ? "A rejected claim was never on file with the payer." : "Clause 3.2 of the contract says how a correction is marked.", "Your grade stays that of the first claim; the money counts what you mend."]
      : [answer.status === "rejected" ? "The rejected claim stays unpaid." : "The answer is posted as it stands.", "You see your result with the reasons."];
    if (!await confirmSubmit(root, mend ? "Mend it and send again?" : "Close the case?", lines, mend ? "Mend it" : "Close it")) return;
    decideButton.disabled = true;
    trouble.clear();
    try { await outbox.submit(); await reload(); } catch (error) { decideButton.disabled = false; trouble.show(error); }
  }

  return { unmount() { stopKeys(); choice.stop(); saved.stop(); clockFace.stop(); } };
}

function headFacts({ encounter, registered }, answer) {
  const patient = registered?.patient ?? `${encounter.patient.last_name}, ${encounter.patient.first_name}`;
  return [
    answer.remittance ? ["Remittance", h("span", { class: "mono" }, answer.remittance.number)] : ["Claim", h("span", { class: "mono" }, answer.claim_number)],
    ["Patient", patient], ["Payer", answer.payer], answer.remittance ? ["EFT", usDate(answer.paid_on)] : ["Answer", "rejected"], answer.round > 1 ? ["Round", "corrected claim"] : ["Service", usDate(encounter.date_of_service)],
  ];
}

// ---- left: one answer of the payer ----

/** Draws one answer; also the result screen shows it. `onLine(line)` is called when a line is chosen. */
export function drawRound(round, current, onLine = null) {
  const title = round.round > 1 ? "Second answer, to the corrected claim" : "First answer";
  if (round.status === "rejected") return rejection(round, title, current);
  return h("div", { class: current ? "round" : "round earlier" },
    !current || round.round > 1 ? h("div", { class: "bar top" }, h("h3", {}, title), h("span", { class: "end" }, statusWord(round))) : null,
    payment(round), balance(round), linesTable(round, current ? onLine : null), ledger(round));
}

function statusWord({ status, paid }) { return status === "denied" ? verdict("w", "x", "Denied") : verdict("r", "ok", `Paid $${money(paid)}`); }

function payment({ remittance: eft }) {
  if (!eft) return null;
  const even = Number(eft.difference) === 0;
  const sums = [["EFT amount", eft.amount], ["Claims paid", eft.claims_paid], ["Provider level", eft.provider_adjustments], ["Difference", eft.difference]];
  return h("dl", { class: "sum" }, sums.map(([term, amount]) => h("div", {}, h("dt", {}, term), h("dd", {}, money(amount)))),
    h("div", {}, h("dt", {}, "State"), h("dd", {}, even ? verdict("r", "ok", "In balance") : verdict("w", "x", "Not in balance"))));
}

function balance({ charge, adjusted, patient, paid, claim_number: number }) {
  const part = (amount, word) => h("span", {}, h("b", {}, money(amount)), " ", h("span", { class: "t2" }, word));
  const op = (sign) => h("span", { class: "op" }, sign);
  const even = Math.abs(Number(charge) - Number(adjusted) - Number(patient) - Number(paid)) < 0.005;
  return h("div", { class: "bal", tabIndex: 0, role: "region", "aria-label": "Balance of the claim" }, h("span", { class: "mono" }, number), part(charge, "charged"), op("−"), part(adjusted, "adjusted"), op("−"), part(patient, "patient"), op("="), part(paid, "paid"),
    h("span", { style: "margin-left:auto" }, even ? verdict("r", "ok", "In balance") : verdict("w", "x", "Not in balance")));
}

function linesTable({ lines, charge, allowed, adjusted, patient, paid, round }, onLine) {
  const columns = [["Line", "t3"], ["Code"], ["Charged", "num"], ["Allowed", "num"], ["Group, CARC, RARC", "adj"], ["Adjusted", "num"], ["Patient owes", "adj"], ["Paid", "num"], ["State"]];
  const rows = lines.map((line) => {
    const code = h(onLine ? "button" : "span", { class: onLine ? "mono rowpick" : "mono", "aria-pressed": onLine ? "false" : null, on: onLine ? { click: () => onLine(line) } : {} }, [line.code, ...line.modifiers].join("-"));
    return {
      props: onLine ? { dataset: { line: line.number }, class: "pick", on: { click: () => onLine(line) } } : {},
      cells: [line.number, code, money(line.charge), money(line.allowed), reasonCodes(line, false), money(line.adjusted), reasonCodes(line, true) || "–", money(line.paid), lineState(line)],
    };
  });
  const foot = h("tr", {}, h("td", { colspan: 2 }, "Claim"), [charge, allowed].map((sum) => h("td", { class: "num" }, money(sum))), h("td", {}), h("td", { class: "num" }, money(adjusted)), h("td", {}, money(patient)), h("td", { class: "num" }, money(paid)), h("td", {}));
  return table(`Lines of the ${round > 1 ? "corrected " : ""}claim`, columns, rows, foot);
}

function reasonCodes({ adjustments }, patient) {
  const chosen = adjustments.filter(({ group }) => (group === "PR") === patient);
  return chosen.map(({ group, carc, rarcs, amount }) => [`${group}-${carc}`, ...rarcs, ...(patient || chosen.length > 1 ? [money(amount)] : [])].join(" ")).join(", ");
}

const odd = (line) => line.adjustments.some(({ group, carc }) => group !== "PR" && carc !== "45" && carc !== "253");

function lineState(line) {
  if (line.denied) return verdict("w", "x", "Denied");
  if (odd(line)) return verdict("c", "half", "Reduced");
  return Number(line.paid) === 0 && Number(line.charge) > 0 ? verdict("", "arr", "Patient owes") : verdict("r", "ok", "Paid");
}

function ledger({ ledger: entries, round, charge }) {
  if (!entries.length) return null;
  const credited = entries.reduce((total, { credit }) => total + Number(credit), 0);
  const open = Number(charge) - credited > 0.005 ? `Stays open: ${money(Number(charge) - credited)}` : "In balance";
  const sum = (side) => money(entries.reduce((total, entry) => total + Number(entry[side]), 0));
  const amount = (value) => Number(value) ? money(value) : "";
  return [h("div", { class: "bar top" }, h("h3", {}, "Posting"), h("span", { class: "t2" }, "ledger entries this remittance makes")),
    table(`Ledger entries${round > 1 ? ", corrected claim" : ""}`, [["Date"], ["Account"], ["Entry"], ["Debit", "num"], ["Credit", "num"]],
      entries.map((entry) => [usDate(entry.date), entry.account, entry.entry, amount(entry.debit), amount(entry.credit)]),
      h("tr", {}, h("td", { colspan: 3 }, open), h("td", { class: "num" }, sum("debit")), h("td", { class: "num" }, sum("credit"))))];
}

function rejection(round, title, current) {
  return h("div", { class: current ? "round" : "round earlier" }, !current || round.round > 1 ? h("div", { class: "bar top" }, h("h3", {}, title)) : null,
    h("div", { class: "rejected" }, icon("x"), h("div", {}, h("b", {}, "The claim was rejected before it was adjudicated."), h("p", {}, `${money(round.charge)} charged, 0.00 paid. Nothing to post: a rejected claim never reached the books of the payer, and the filing clock runs on.`))),
    table("Messages of the rejection", [["Item", "mono"], ["Message"], ["Edit", "mono"]], round.rejection.map(({ item, message, edit, cites }) =>
      [item, [h("b", {}, message), cites && h("div", { class: "meta t3" }, cites)], edit])));
}

// ---- right: what it means and what to do ----

function rejectionWords({ rejection: messages }) {
  return [h("p", { class: "say" }, `${count(messages.length, "message")} came back with the claim. It has to go out again as a new claim once the cause is mended; there is nothing to appeal.`),
    h("ul", { class: "why" }, messages.map(({ item, message }) => h("li", {}, h("span", { class: "mono" }, item), h("span", {}, message))))];
}

function meaning(line, reasons) {
  const items = line.adjustments.map(({ group, carc, rarcs, amount }) => [
    h("dt", {}, h("span", { class: "mono" }, `${group}-${carc}`), h("span", { class: "num" }, money(amount))),
    h("dd", {}, reasons[carc]?.meaning ?? "No meaning on file.", h("span", { class: "meta t2" }, GROUPS[group]),
      rarcs.map((remark) => h("span", { class: "remark" }, h("span", { class: "mono" }, remark), " ", reasons[remark]?.meaning ?? "")),
      carc !== "45" && group !== "PR" && reasons[carc]?.usual_action && h("span", { class: "remark" }, h("span", { class: "t3" }, "Usual step "), reasons[carc].usual_action)),
  ]);
  return [line.wording && h("p", { class: "say" }, line.wording), line.why && h("p", { class: "say" }, line.why),
    items.length ? h("dl", { class: "codes" }, items) : h("p", { class: "empty" }, "Paid in full, without any adjustment.")];
}

function choices(outbox, { attempt, remittance }, answer, trouble) {
  const mayMend = attempt.round < 2;
  const options = [
    mayMend && ["mend", answer.status === "rejected" ? "Mend it and send it again" : "Mend it and send a corrected claim", remittance.may_mend_codes ? "back to your codes, then to the claim" : "back to the claim"],
    ["close", "Close the case", "post what came back and accept it as it is"],
  ].filter(Boolean);
  const inputs = [];
  const element = h("fieldset", { class: "choice" }, h("legend", { class: "bar" }, "What to do"), h("div", { class: "opt" }, options.map(([value, label, small]) => {
    const input = h("input", { type: "radio", name: "action", value, checked: outbox.get("action") === value, on: { change: () => { outbox.set("action", value); trouble.clear(); } } });
    inputs.push(input);
    return h("label", {}, input, h("span", {}, label, h("small", {}, small)));
  })));
  const stop = outbox.onOthers(() => { for (const input of inputs) input.checked = outbox.get("action") === input.value; });
  return {
    element, mayMend, stop,
    pick(value) { const input = inputs.find((one) => one.value === value); if (input) { input.checked = true; input.focus(); outbox.set("action", value); } },
    ask() { trouble.show({ message: "Choose first what to do with this answer.", kept: "", do: "" }); inputs[0].focus(); },
  };
}
