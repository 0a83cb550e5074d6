// A payer's answer drawn: the payment's sums, the claim's balance, its lines with group, CARC and RARC, and what each
// code means. The account desk and the result screen both show answers this way.

import { h, count, money, usDate } from "./dom.js";
import { table, verdict } from "./desk_parts.js";
import { GROUPS } from "./account_parts.js";

/** Whether a payer took off a line what neither the contract's fee nor the patient's share explains. */
export const odd = (line) => line.adjustments.some(({ group, carc }) => group !== "PR" && !["45", "P12", "253", "23"].includes(carc));

/** Sums of a payment: what was paid, for which claims, what was added or taken beside them. */
export function paymentStrip({ amount, claims_paid: claims, provider_level: taken, difference, method = "" }) {
  const even = Math.abs(Number(difference)) < 0.005;
  const words = { ACH: "EFT amount", CHK: "Check amount", NON: "No payment" }[method] ?? "EFT amount";
  return h("dl", { class: "sum" }, [[words, amount], ["Claims paid", claims], ["Provider level", taken], ["Difference", difference]].map(([term, sum]) =>
    h("div", {}, h("dt", {}, term), h("dd", {}, money(sum)))),
  h("div", {}, h("dt", {}, "State"), h("dd", {}, even ? verdict("r", "ok", "In balance") : verdict("w", "x", "Not in balance"))));
}

/** charged - adjusted - patient = paid, of one claim. */
export function balanceStrip({ charge, adjusted, patient, paid, claim_number: number }) {
  const part = (amount, word) => h("span", {}, h("b", {}, money(amount)), " ", h("span", { class: "t2" }, word));
  const op = (sign) => h("span", { class: "op" }, sign);
  const even = Math.abs(Number(charge) - Number(adjusted) - Number(patient) - Number(paid)) < 0.005;
  return h("div", { class: even ? "bal" : "bal uneven", tabIndex: 0, role: "region", "aria-label": "Balance of the claim" }, h("span", { class: "mono" }, number), part(charge, "charged"), op("−"), part(adjusted, "adjusted"), op("−"), part(patient, "patient"), op("="), part(paid, "paid"),
    h("span", { class: "end" }, even ? verdict("r", "ok", "In balance") : verdict("w", "x", "Not in balance")));
}

/** The lines of an answer; `onLine(line)` makes them choosable, `chosen` is the number of the one chosen. */
export function linesTable(answer, { onLine = null, chosen = null, caption = "Lines of the claim" } = {}) {
  const columns = [["", "t3"], ["Code"], ["Charged", "num"], ["Allowed", "num"], ["Group, CARC, RARC", "adj"], ["Adjusted", "num"], ["Patient owes", "adj"], ["Paid", "num"], ["State"]];
  const rows = answer.lines.map((line) => {
    const words = [line.code, ...line.modifiers].join("-");
    const code = onLine ? h("button", { class: "mono rowpick", dataset: { k: `line-${answer.claim_number}-${line.number}` }, "aria-pressed": String(chosen === line.number), on: { click: () => onLine(line) } }, words) : h("span", { class: "mono" }, words);
    return {
      props: onLine ? { dataset: { line: line.number }, class: chosen === line.number ? "pick on" : "pick", on: { click: () => onLine(line) } } : {},
      cells: [line.number, code, money(line.charge), money(line.allowed), reasonCodes(line, false), money(line.adjusted), reasonCodes(line, true) ?? "–", money(line.paid), lineState(line)],
    };
  });
  const sums = ["charge", "allowed", "adjusted", "patient", "paid"].map((name) => money(answer[name]));
  const foot = h("tr", {}, h("td", { colspan: 2 }, "Claim"), h("td", { class: "num" }, sums[0]), h("td", { class: "num" }, sums[1]), h("td", {}), h("td", { class: "num" }, sums[2]), h("td", {}, sums[3]), h("td", { class: "num" }, sums[4]), h("td", {}));
  return table(caption, columns, rows, foot);
}

function reasonCodes({ adjustments }, patient) {
  const own = adjustments.filter(({ group }) => (group === "PR") === patient);
  if (!own.length) return null;
  return own.map(({ group, carc, rarcs, amount }) => h("span", { class: "code1" }, [`${group}-${carc}`, ...rarcs, ...(patient || own.length > 1 ? [money(amount)] : [])].join(" ")));
}

export function lineState(line) {
  if (line.denied) return verdict("w", "x", "Denied");
  if (odd(line)) return verdict("c", "half", "Reduced");
  return Number(line.paid) === 0 && Number(line.charge) > 0 ? verdict("", "arr", "Patient") : verdict("r", "ok", "Paid");
}

/** What the codes of a line say, in plain words: reason, whose it is, remarks, the usual step. */
export function meaning(line, reasons) {
  const items = line.adjustments.map(({ group, carc, rarcs, amount }) => [
    h("dt", {}, h("span", { class: "mono" }, `${group}-${carc}`), h("span", { class: "num" }, money(amount))),
    h("dd", {}, reasons[carc]?.meaning ?? "No meaning on file.", h("span", { class: "meta t2" }, GROUPS[group]),
      rarcs.map((remark) => h("span", { class: "remark" }, h("span", { class: "mono" }, remark), " ", reasons[remark]?.meaning ?? "")),
      carc !== "45" && group !== "PR" && reasons[carc]?.usual_action && h("span", { class: "remark" }, h("span", { class: "t3" }, "Usual step "), reasons[carc].usual_action)),
  ]);
  return [line.wording && h("p", { class: "say" }, line.wording), line.why && h("p", { class: "say t2" }, line.why),
    items.length ? h("dl", { class: "codes" }, items) : h("p", { class: "empty" }, "Paid in full, without any adjustment.")];
}

/** Messages of a rejection, by item of the form. */
export function rejectionTable(messages, codes = []) {
  return table("Messages of the rejection", [["Item", "mono"], ["Message"], ["Code", "mono"]], messages.map(({ item, message, edit, cites }, index) =>
    [item, [h("b", {}, message), cites && h("div", { class: "meta t3" }, cites)], codes[index] ?? edit]));
}

/** One answer whole, to read: the result screen's. */
export function drawRound(round, { title, current }) {
  const head = h("div", { class: "bar top" }, h("h3", {}, title), h("span", { class: "end" }, roundState(round)));
  if (round.status === "rejected") return h("div", { class: current ? "round" : "round earlier" }, head, h("p", { class: "say" }, `${count(round.rejection.length, "message")} came back; the claim was never decided on.`), rejectionTable(round.rejection));
  const eft = round.remittance;
  return h("div", { class: current ? "round" : "round earlier" }, head,
    eft && paymentStrip({ ...eft, provider_level: eft.provider_adjustments }), balanceStrip(round), linesTable(round, { caption: `Lines of ${round.claim_number}` }), h("p", { class: "empty" }, `${round.payer}, ${usDate(round.paid_on)}`));
}

function roundState({ status, paid }) {
  if (status === "rejected") return verdict("w", "x", "Rejected");
  return status === "denied" ? verdict("w", "x", "Denied") : verdict("r", "ok", `Paid $${money(paid)}`);
}
