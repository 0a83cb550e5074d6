// Small parts of the account desk: redrawing a part only when its own data changed, and the words and icons of an account.

import { h, append, icon, money } from "./dom.js";
import { verdict } from "./desk_parts.js";

/** Fills `element` from `build()`, but only when `inputs` differ from those it shows; keeps scroll and focus ([data-k]). */
export function redraw(element, inputs, build) {
  const wanted = JSON.stringify(inputs);
  if (element.drawnFrom === wanted) return false;
  element.drawnFrom = wanted;
  const focused = element.getRootNode().activeElement;
  const key = focused && element.contains(focused) ? focused.closest("[data-k]")?.dataset.k : null;
  const top = element.scrollTop;
  element.replaceChildren();
  append(element, [build()]);
  element.scrollTop = top;
  if (key) element.querySelector(`[data-k="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  return true;
}

/** A pane's body that scrolls and can be focused. */
export const scroller = (label, ...children) => h("div", { class: "scroll fillpane", tabIndex: 0, role: "region", "aria-label": label }, children);

export const barOf = (title, ...rest) => h("div", { class: "bar top" }, h("h3", {}, title), rest);

export const CLAIM_KINDS = {
  original: "Claim", new: "New claim", corrected: "Corrected claim", reopened: "Reopening", void: "Void", secondary: "Secondary claim",
};
export const ORDERS = ["", "primary", "secondary", "tertiary"];
export const GATES = { scrubber: "Scrubber", clearinghouse: "Clearinghouse", payer: "Payer" };
export const DUE_WORDS = { "new claim": "New claim", "corrected claim": "Corrected claim", appeal: "Appeal", records: "Records", refund: "Refund", statement: "Statement" };
export const GROUPS = {
  CO: "Contractual: the practice's loss, never the patient's", PR: "Patient responsibility: billed to the patient",
  OA: "Other adjustment: neither a contract's nor the patient's", PI: "Payer initiated: the payer holds the patient not liable",
};

/** "in 6 days", "today", "3 days late". */
export function daysWords(days) {
  if (days === 0) return "today";
  if (days < 0) return `${-days} ${days === -1 ? "day" : "days"} late`;
  return `${days} ${days === 1 ? "day" : "days"} left`;
}

/** Tone of a deadline: late is wrong, a week is caution. */
export const urgency = (days) => (days === null || days === undefined ? "" : days < 0 ? "w" : days <= 14 ? "c" : "");

/** The state of a to-do as icon and words. */
export function todoState({ kind, state, days_left: days }) {
  if (state === "settled") return verdict("r", "ok", "Settled");
  if (state === "waiting") return verdict("", "clk", "Waiting");
  if (kind === "post") return verdict("", "arr", "To post");
  if (kind === "send") return verdict("", "arr", "To send");
  if (kind === "statement") return verdict("", "arr", "To bill");
  if (days === null || days === undefined) return verdict("", "arr", "Open");
  return verdict(urgency(days), days < 0 ? "warn" : "clk", daysWords(days));
}

/** Days from one ISO day to another. */
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export const dollars = (amount) => `${Number(amount) < 0 ? "−" : ""}$${money(Math.abs(Number(amount)))}`;

/** Lines of "Name: value" as pairs; a line without a name stands alone. */
export function rowsOf(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => {
    const match = /^([A-Z0-9][^:]{0,40}): (.+)$/s.exec(line);
    return match ? [match[1], match[2]] : [null, line];
  });
}

/** ISO days inside a sentence as 06/11/2026. */
export const withDays = (text) => (text ?? "").replaceAll(/\b(\d{4})-(\d{2})-(\d{2})\b/g, "$2/$3/$1");

/** An empty state: an icon-less sentence in the desk's voice. */
export const empty = (...words) => h("p", { class: "empty" }, words);

export const okWord = (yes, word, other) => (yes ? verdict("r", "ok", word) : verdict("w", "x", other));

export const opened = () => h("span", { class: "v v-r meta" }, icon("ok"), "opened");
