// Papers that have a place of their own on the desk: a claim as sent, a remittance. The reader shows the way there.

import { h } from "./dom.js";
import { empty } from "./account_parts.js";

/** A node for a paper that is better shown than read as text, or null. `toTab(tab, place)` leads there. */
export function specialPaper({ id, kind, text }, { view, toTab }) {
  const claim = kind === "claim" && view.claims.find(({ n }) => `claim.${n}` === id);
  if (claim) return lead(text, "On the form", () => toTab("claims", { claimId: String(claim.n) }));
  const payment = kind === "remittance" && view.remittances.find(({ number }) => text?.includes(number));
  if (payment && !/^ISA\*/.test(text)) return lead(text, "In the remittance", () => toTab("remittance", { remittance: payment.number, claim: null, line: null }));
  return null;
}

function lead(text, words, go) {
  return h("div", {}, empty(h("button", { class: "btn btn-s", on: { click: go } }, words)), h("pre", { class: "raw" }, text));
}
