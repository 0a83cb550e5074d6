// The remittance tab: a payment in balance, its claims, and the lines of one claim with what their codes mean.

import { h, money, usDate, count } from "./dom.js";
import { table, verdict } from "./desk_parts.js";
import { balanceStrip, linesTable, meaning, odd, paymentStrip } from "./answer_lines.js";
import { empty, redraw, scroller } from "./account_parts.js";

const PLB_WORDS = {
  WO: "Overpayment taken back", FB: "Balance forwarded", L6: "Interest", 72: "Refund that was authorized", CS: "Adjustment", J1: "Not reimbursable", 50: "Late charge",
};

/** `onLine(claim number, line)` chooses a line, `onQuestion(claim, line)` holds one to be underpaid, `onRemittance(number)`
 *  shows another payment. Gives {element, draw(view, place)}; place: {remittance, claim, line}. */
export function remittanceTab({ onLine, onQuestion, onRemittance }) {
  const element = scroller("Remittance, claims and lines");

  function draw(view, place) {
    redraw(element, [view.remittances, place, view.claims.map(({ n, answer, state }) => [n, state, answer]), Object.keys(view.items)], () => {
      const all = view.remittances;
      if (!all.length) return empty(view.next ? "No payer has answered yet. Let the days pass." : "No remittance has come on this account.");
      const chosen = all.find(({ number }) => number === place.remittance) ?? all.at(-1);
      return [all.length > 1 && picker(all, chosen), paymentStrip({ ...chosen, provider_level: 0 - chosen.provider_level.reduce((sum, { amount }) => sum + Number(amount), 0) }),
        providerLevel(chosen), claimRows(chosen, place, view), theClaim(view, chosen, place)];
    });
  }

  function picker(all, chosen) {
    return h("div", { class: "bar picks", role: "group", "aria-label": "Remittances" }, all.map((one) =>
      h("button", { class: "pickone", dataset: { k: `ra-${one.number}` }, "aria-pressed": String(one === chosen), on: { click: () => onRemittance(one.number) } }, h("span", { class: "mono" }, one.number), ` ${usDate(one.day).slice(0, 5)} `, one.posted ? verdict("r", "ok", "posted") : verdict("c", "arr", "to post"))));
  }

  function claimRows(chosen, place, view) {
    const columns = [["Claim"], ["Payer's number", "mono"], ["Charged", "num"], ["Adjusted", "num"], ["Patient", "num"], ["Paid", "num"], ["State"]];
    const rows = chosen.rows.map((row) => {
      const claim = view.claims.find(({ n }) => n === row.claim);
      const words = row.claim ? `Claim ${row.claim}` : row.status === "22" ? "Reversal" : "Earlier answer";
      return [words, row.claim_number, money(row.charged), money(row.adjusted), money(row.patient_owes), money(row.paid), row.status === "22" ? verdict("c", "warn", "Taken back") : claimState(row, claim)];
    });
    const sum = (name) => h("td", { class: "num" }, money(chosen.rows.reduce((total, row) => total + Number(row[name]), 0)));
    const foot = chosen.rows.length > 1 && h("tr", {}, h("td", { colspan: 2 }, "Total"), sum("charged"), sum("adjusted"), sum("patient_owes"), sum("paid"), h("td", {}));
    return table(`Claims of ${chosen.number}`, columns, rows, foot || null);
  }

  function theClaim(view, chosen, place) {
    const claims = view.claims.filter(({ n, answer }) => answer && chosen.rows.some((row) => row.claim === n));
    const claim = claims.find(({ n }) => n === place.claim) ?? claims.at(-1);
    if (!claim) return empty("Its claims were answered again later; the newer remittance has them.");
    const { answer } = claim;
    const line = answer.lines.find(({ number }) => number === place.line) ?? answer.lines.find((one) => one.denied) ?? answer.lines.find(odd) ?? answer.lines[0];
    return [h("div", { class: "bar top" }, h("h3", {}, `Claim ${claim.n}`), h("span", { class: "t2" }, claim.payer), h("span", { class: "end meta t3" }, `${chosen.number}, ${usDate(chosen.day)}`)),
      balanceStrip(answer), linesTable(answer, { chosen: line?.number, onLine: (picked) => onLine(claim.n, picked.number), caption: `Lines of claim ${claim.n}` }),
      line && lineMeaning(view, claim, line, answer.reasons)];
  }

  function lineMeaning(view, claim, line, reasons) {
    const asked = view.items[`u${claim.n}.${line.number}`];
    const may = !line.denied && !view.closed && claim.state === "posted" && !asked;
    return [h("div", { class: "bar top" }, h("h3", {}, `Line ${line.number}`), h("span", { class: "mono" }, [line.code, ...line.modifiers].join("-")), h("span", { class: "t2" }, count(line.units, "unit")),
      h("span", { class: "end" }, may && h("button", { class: "btn btn-s", dataset: { k: "question" }, title: "Hold it against the contract: the line becomes an open item", on: { click: () => onQuestion(claim.n, line.number) } }, "Underpaid? ", h("kbd", { class: "hide" }, "U")))),
      meaning(line, reasons)];
  }

  element.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...element.querySelectorAll("tr[data-line]")];
    if (!step || event.altKey || rows.length < 2) return;
    event.preventDefault();
    const at = rows.findIndex((row) => row.classList.contains("on"));
    const next = rows[(at + step + rows.length) % rows.length].querySelector("button");
    next.focus({ preventScroll: true });
    next.click();
    element.querySelector("tr.on")?.scrollIntoView({ block: "nearest" });
  });

  return { element, draw };
}

function providerLevel({ provider_level: entries }) {
  if (!entries.length) return null;
  return table("Beside the claims", [["Provider level, PLB", ""], ["Reference", "mono"], ["To the payment", "num"]], entries.map(({ reason, reference, amount }) =>
    [[h("span", { class: "mono" }, reason), " ", PLB_WORDS[reason] ?? ""], reference, money(-Number(amount))]));
}

function claimState(row, claim) {
  if (claim && claim.answer?.status === "denied") return verdict("w", "x", "Denied");
  if (claim?.answer?.lines.some(({ denied }) => denied)) return verdict("c", "half", "Partly paid");
  return Number(row.paid) > 0 ? verdict("r", "ok", "Paid") : verdict("", "arr", "Nothing paid");
}
