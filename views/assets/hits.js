// How a code and its mark are drawn wherever codes are listed: colored thumb by chapter, badge, the letters typed.

import { h, icon } from "./dom.js";

const TABS = [
  [/^[ST]/, "S-T", "injury"], [/^[V-Y]/, "V-Y", "factor"], [/^Z/, "Z", "factor"], [/^E/, "E", "metab"], [/^[A-B]/, "A-B", "organ"],
  [/^C|^D[0-4]/, "C-D", "organ"], [/^H[0-5]/, "H", "organ"], [/^./, null, "organ"],
];
const CODE_IN_TEXT = /\b([A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?![0-9A-Z])/g;

/** The chapter's thumb of a diagnosis: [name, tone]. */
export function thumb(code) {
  const [, name, tone] = TABS.find(([pattern]) => pattern.test(code));
  return [name ?? code[0], tone];
}

export function color(hit) {
  return hit.system === "ICD10CM" ? `var(--bh-tab-${thumb(hit.code)[1]})` : "var(--bh-coder-soft)";
}

/** Billable, heading, or a 7th character to be added; the code set's name for a procedure. */
export function badge(hit) {
  if (hit.seventh) return h("span", { class: "bill x7" }, icon("plus"), "7th char.");
  if (!hit.billable) return h("span", { class: "bill no" }, "Heading");
  return hit.system === "ICD10CM" ? h("span", { class: "bill" }, icon("ok"), "Billable") : h("span", { class: "bill no" }, hit.system);
}

/** The title with the letters of what was typed underlined where a word begins with them. */
export function lit(title, query) {
  const starts = query.split(/[\s,]+/).filter((word) => /[a-z]/i.test(word)).map((word) => word.replace(/[^\p{L}\p{N}]/gu, ""));
  const pattern = starts.filter(Boolean).map((word) => `(?<![\\p{L}])${word}`).join("|");
  if (!pattern) return title;
  return title.split(new RegExp(`(${pattern})`, "giu")).map((part, index) => index % 2 ? h("b", { class: "hit" }, part) : part);
}

/** A note's text with every ICD-10-CM code in it as a button that calls open(code). */
export function linked(text, open) {
  return text.split(CODE_IN_TEXT).map((part, index) => index % 2 ? h("button", { class: "cd", on: { click: () => open(part) } }, part) : part);
}
