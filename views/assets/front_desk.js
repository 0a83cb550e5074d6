// What the front desk holds: insurance cards, photo ID, eligibility in plain words, the registration as typed. The claim
// step shows them side by side, the account desk's reader one by one.

import { h, money, usDate } from "./dom.js";
import { facts, verdict } from "./desk_parts.js";
import { rowsOf, withDays } from "./account_parts.js";

/** An insurance card with its two sides; `card` as in the encounter. */
export function cardFace(card) {
  const front = h("div", { class: "card" }, h("div", { class: "top" }, h("span", { class: "pay" }, card.payer), h("span", { class: "t2" }, card.plan)),
    facts([["Member", card.member], ["Member ID", card.member_id], ["Group", card.group_number], ["Payer ID", card.electronic_payer_id], ["Copay", card.copay]], ["Member ID", "Group", "Payer ID"]));
  if (!card.back?.length) return front;
  return [front, h("div", { class: "card cardback" }, h("p", { class: "meta t3" }, "Back of the card"), h("ul", {}, card.back.map((line) => h("li", {}, line))))];
}

/** A card drawn from its text: the payer, then "Name: value" rows; what follows "Back of the card" is its back. */
export function cardFromText(text) {
  const rows = rowsOf(text);
  const payer = rows[0]?.[0] === null ? rows.shift()[1] : "";
  const turn = rows.findIndex(([, value]) => /^back/i.test(value ?? ""));
  const front = turn < 0 ? rows : rows.slice(0, turn);
  const plan = front.find(([name]) => name === "Plan")?.[1] ?? "";
  const face = h("div", { class: "card" }, h("div", { class: "top" }, h("span", { class: "pay" }, payer), h("span", { class: "t2" }, plan)),
    facts(front.filter(([name]) => name && name !== "Plan"), ["Member ID", "Group", "Payer ID"]), front.filter(([name]) => !name).map(([, value]) => h("p", { class: "meta" }, withDays(value))));
  const back = turn >= 0 && h("div", { class: "card cardback" }, h("p", { class: "meta t3" }, "Back of the card"), rows.slice(turn + 1).map(([name, value]) => h("p", { class: "meta" }, name ? `${name}: ${value}` : value)));
  return [face, back];
}

export function cards(all) {
  return h("div", { id: "card" }, all.map((card) => [
    h("div", { class: "bar top" }, h("h2", {}, all.length > 1 ? `Insurance card ${card.order}` : "Insurance card"), h("span", { class: "end meta t3" }, `scanned ${usDate(card.scanned_on)}`)),
    cardFace(card),
  ]), all.length === 0 && [h("div", { class: "bar top" }, h("h2", {}, "Insurance card")), h("p", { class: "empty" }, "No card on file.")]);
}

/** The patient's photo ID: what the front desk should have copied from. */
export function photoId({ patient, date_of_service: day }) {
  const { street, city, state, zip } = patient.address;
  return [h("div", { class: "bar top" }, h("h2", {}, "Photo ID"), h("span", { class: "end meta t3" }, `scanned ${usDate(day)}`)),
    h("div", { class: "card" }, facts([["Name", patient.name], ["Birth date", patient.birth_date], ["Sex", patient.sex], ["Address", `${street}, ${city}, ${state} ${zip}`]]))];
}

/** The payer's answers to "is the patient covered?"; `words`: {order: [sentences]} where the 271 is told in words. */
export function eligibility(answers, words = {}) {
  return answers.map((answer) => [
    h("div", { class: "bar top" }, h("h2", {}, answers.length > 1 ? `Eligibility ${answer.order}` : "Eligibility"), h("span", { class: "end" }, answer.active ? verdict("r", "ok", "Active") : verdict("w", "x", "Not active"))),
    h("div", { class: "kvs" }, facts([
      ["Member", answer.member], ["Member ID", answer.member_id], ["Birth date", answer.birth_date],
      ["In force", `${usDate(answer.effective_from)} ${answer.effective_to ? `to ${usDate(answer.effective_to)}` : "on"}`],
      ["Deductible left", `$${money(answer.deductible_left)}`], ["Coinsurance", `${Math.round(Number(answer.coinsurance_rate) * 100)} %`], ["Copay", `$${money(answer.copay)}`], ["Payer says", answer.note],
    ], ["Member ID"]),
    words[answer.order] && h("ul", { class: "plainwords" }, words[answer.order].map((line) => h("li", {}, withDays(line))))),
  ]);
}

export function registration(typed) {
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
