// An answer of the rule book, of any topic: the codes as chips, what it comes to, the working line by line, the
// citation, and how old its figures are. What is not known is said as that.

import { h, icon, money, usDate } from "./dom.js";

const HANDLED = new Set(["topic", "known", "steps", "cites", "why", "data_from", "carried_forward", "codes", "lines"]);
const SAID_BY_CHIPS = new Set(["units", "modifiers"]);
const CODE = /^(?:[0-9]{4}[0-9AFMTU]|[A-V][0-9]{4}|[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)$/;
const MONEY = /^-?\d+\.\d{2}$/;
const ISO = /^\d{4}-\d{2}-\d{2}$/;

/** `labels`: the form's words for keys; `take(code, units, modifiers)`: puts a code on the claim; `skip`: keys left out;
 *  `brief`: facts only, no chips; `headline`: the key that is what was asked for. */
export function answerView(answer, { labels = {}, take = null, skip = [], brief = false, headline = "" } = {}) {
  if (!answer.known) {
    return h("div", { class: "ans" }, h("p", { class: "ans-no" }, icon("info"), h("span", {}, h("b", {}, "Not known. "), capital(answer.why ?? "The data at hand does not hold it."))), sources(answer));
  }
  const facts = Object.entries(answer).filter(([key, value]) => !HANDLED.has(key) && !skip.includes(key) && !isNothing(value) && !isUnitsByCode(value) && !(SAID_BY_CHIPS.has(key) && answer.codes?.length) && !(key === "answers" && !answer.tie) && !(key === "code" && !brief));
  const main = !isNothing(answer[headline]) && !facts.every(([key]) => key !== headline);
  if (main) facts.splice(facts.findIndex(([key]) => key === headline), 1);
  return h("div", { class: "ans" }, !brief && codeChips(answer, take),
    main && h("p", { class: "ans-head" }, h("span", { class: "t2" }, labels[headline] ?? words(headline)), h("b", {}, shown(answer[headline], labels))),
    facts.length > 0 && h("dl", { class: "kv ans-kv" }, facts.map(([key, value]) => [h("dt", {}, labels[key] ?? words(key)), h("dd", {}, shown(value, labels))])),
    typeof answer.why === "string" && answer.why && answer.why !== answer.steps?.at(-1) && h("p", { class: "ans-why" }, answer.why),
    Array.isArray(answer.why) && h("ul", { class: "ans-list" }, answer.why.map((one) => h("li", {}, shown(one, labels)))),
    answer.steps?.length > 0 && h("section", { class: "ans-steps", "aria-label": "Working" }, h("h4", {}, "Working"), h("ol", {}, answer.steps.map((step) => h("li", {}, typeof step === "string" ? step.replace(/^\d+\. /, "") : shown(step, labels))))),
    sources(answer));
}

/** The citation, and how old the figures are. */
export function sources(answer) {
  return [answer.cites && h("p", { class: "ans-cite" }, icon("info"), h("span", {}, [answer.cites].flat().join("; "))),
    answer.data_from && h("p", { class: "ans-cite" }, icon("clk"), h("span", {}, `Figures of ${month(answer.data_from)}${answer.carried_forward ? ", carried forward" : ""}`))];
}

/** `lines`, `codes`, `code` or units by code, of any shape, as chips with units and modifiers. */
function codeChips(answer, take) {
  const counted = Object.values(answer).find(isUnitsByCode);
  const listed = answer.lines ?? answer.codes ?? (counted ? Object.entries(counted).map(([code, units]) => ({ code, units })) : answer.code ?? []);
  const found = [listed].flat().map(asLine).filter(Boolean);
  if (!found.length) return null;
  return h("ul", { class: "ans-codes" }, found.map(({ code, units, modifiers, more }) => h("li", {},
    h("span", { class: "big mono" }, code, modifiers.length > 0 && `-${modifiers.join("-")}`),
    units !== null && h("span", {}, `${units} ${Number(units) === 1 ? "unit" : "units"}`),
    more.map(([key, value]) => h("span", { class: "t2" }, key === "of" ? "" : `${words(key)}: `, shown(value, {}))),
    take && h("button", { class: "btn", on: { click: () => take(code, units ?? 1, modifiers) } }, icon("plus"), "Add to the claim"))));
}

function isNothing(value) { return value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length); }

/** {"97110": 2, "97140": 1} */
function isUnitsByCode(value) {
  return Boolean(value) && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0 && Object.entries(value).every(([key, units]) => CODE.test(key) && Number.isInteger(units));
}

function asLine(one) {
  if (typeof one === "string") return { code: one, units: null, modifiers: [], more: [] };
  if (!one || typeof one !== "object" || !one.code) return null;
  const { code, units = null, modifiers = [], steps: _steps, why, known, ...rest } = one; // the working says why
  if (known === false) rest.not_known = why;
  return { code, units, modifiers: [modifiers].flat(), more: Object.entries(rest).filter(([, value]) => !isNothing(value)) };
}

function shown(value, labels) {
  if (value === true) return "Yes";
  if (value === false) return "No";
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) {
    if (!value.length) return "none";
    return value.every((one) => typeof one !== "object") ? value.map((one, index) => [index > 0 && ", ", shown(one, labels)]) : h("ul", { class: "ans-list" }, value.map((one) => h("li", {}, shown(one, labels))));
  }
  if (typeof value === "object") return h("span", { class: "inline" }, Object.entries(value).map(([key, one], index) => [index > 0 && ", ", h("span", { class: "t2" }, `${labels[key] ?? words(key)} `), shown(one, labels)]));
  const text = String(value);
  if (ISO.test(text)) return usDate(text);
  if (MONEY.test(text)) return `$${money(text)}`;
  if (/^[a-z]+(_[a-z]+)+$/.test(text)) return text.replaceAll("_", " ");
  return CODE.test(text) ? h("span", { class: "mono" }, text) : text;
}

/** "2024-07" as July 2024; words as they are. */
function month(text) {
  return /^\d{4}-\d{2}$/.test(text) ? new Date(`${text}-15`).toLocaleDateString("en-US", { month: "long", year: "numeric" }) : text;
}

/** "practice_expense" as Practice expense. */
export function words(key) { return capital(key.replaceAll("_", " ").replace(/\bcm\b/, "(cm)")); }

function capital(text) { return text.slice(0, 1).toUpperCase() + text.slice(1); }
