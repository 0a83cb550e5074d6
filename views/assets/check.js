// Check my codes: what the rule book says about any list, typed or pasted, at once. How the list was read stands beside
// it, so that nobody has to guess; the list stays in the address or, when long, in this browser only.

import { h, fill, icon, count, usDate } from "./dom.js";
import { get, post, problem } from "./case.js";
import { phoneBar } from "./desk_parts.js";
import { linked } from "./hits.js";
import { addressState, editionWords, setAddress, toolFrame } from "./tool_frame.js";

const QUIET_MS = 250;
const LONGEST_IN_ADDRESS = 1200;
const STORED = "both-hats:check";
const FACTS = ["date_of_service", "birth_date", "sex", "payer", "place_of_service"];
const TONES = { error: ["v-w", "x", "Errors"], warning: ["v-c", "warn", "Warnings"], info: ["t2", "info", "To know"] };
const PAYERS = { medicare: "Medicare", medicaid: "Medicaid", medicare_advantage: "Medicare Advantage", commercial: "Commercial", hmo: "HMO", workers_comp: "Workers' compensation", tricare: "TRICARE", self_pay: "Self-pay" };
const EXAMPLE = "E11.22\nN18.31\nI12.9\n99214-25 ABC\n93000 C";
const BAR = [[["/"], "codes"], [["Alt 1"], "codes"], [["Alt 2"], "facts"], [["Alt 3"], "messages"], [["?"], "all keys"]];
const ALL_KEYS = [
  [["/"], "to the codes, from anywhere"], [["Alt", "1"], "codes"], [["Alt", "2"], "facts of the visit"], [["Alt", "3"], "what the rule book says"], [["Tab"], "from message to message: its codes and the look-up"], [["?"], "outside fields: these keys"],
];

export async function mount(root) {
  let edition, choices;
  try { [edition, choices] = await Promise.all([get("/api/edition"), get("/api/check-facts")]); } catch (error) { fill(root, problem(error)); return { unmount() {} }; }
  const asked = { ...stored(), ...addressState() };
  let [timer, number] = [0, 0];

  const area = (id, value, rows, hint) => h("textarea", { id, class: "codes-in", rows, spellcheck: "false", autocapitalize: "characters", maxlength: 6000, placeholder: hint, value, on: { input: later } });
  const codes = area("codes", asked.codes ?? "", 12, "E11.22\nN18.31\n99214-25 AB\n96372 x2 A");
  const history = area("history", asked.history ?? "", 3, "2026-04-02 29881-RT\n2026-05-20 99213 M17.11 other physician");
  const inputs = {
    date_of_service: h("input", { type: "date", id: "dos", min: choices.start, max: choices.end, value: asked.date_of_service ?? choices.start }),
    birth_date: h("input", { type: "date", id: "born", value: asked.birth_date ?? "1970-01-01" }),
    sex: select("sex", [["F", "Female"], ["M", "Male"]], asked.sex ?? "F"),
    payer: select("payer", choices.payers.map((kind) => [kind, PAYERS[kind] ?? kind]), asked.payer ?? "commercial"),
    place_of_service: select("pos", choices.places.map(({ code, name }) => [code, `${code} ${name}`]), asked.place_of_service ?? "11"),
  };
  for (const input of Object.values(inputs)) input.addEventListener("change", later);
  const labels = { date_of_service: "Date of service", birth_date: "Born", sex: "Sex", payer: "Payer", place_of_service: "Place of service" };
  const facts = h("div", { class: "facts-in" }, FACTS.map((name) => h("div", { class: "f" }, h("label", { for: inputs[name].id }, labels[name]), inputs[name])));
  const past = h("details", { class: "past", open: Boolean(asked.history) }, h("summary", {}, "Earlier services ", h("span", { class: "t3" }, "for global periods and frequency")),
    h("label", { class: "vh", for: "history" }, "Earlier services, a date and codes on each line"), history);

  const read = h("div", { class: "as-read" });
  const said = h("div", { class: "scroll said", tabIndex: 0, role: "region", "aria-label": "What the rule book says" });
  const sum = h("h2", { role: "status" }, "What the rule book says");
  const left = h("section", { class: "pane", "aria-label": "Your list" },
    h("div", { class: "scroll check-in", tabIndex: -1 }, h("div", { class: "lab" }, h("label", { for: "codes" }, "Codes"), h("span", { class: "t3 meta" }, "one a line or with commas; modifiers 99214-25, units x2, pointers AB")), codes,
      h("p", { class: "check-do" }, h("button", { class: "btn", on: { click: () => put(EXAMPLE) } }, "Try an example"), h("button", { class: "btn btn-0", on: { click: () => put("") } }, "Empty it"), h("span", { class: "t3 meta" }, "Nothing typed here is kept on the server.")),
      facts, past, read));
  const right = h("section", { class: "pane", "aria-label": "Messages" }, h("div", { class: "bar" }, sum), said);
  const phone = phoneBar([["Codes", "left"], ["Messages", "right"]], (id) => ({ left, right })[id]);
  const frame = toolFrame({
    title: "Check my codes", bar: BAR, allKeys: ALL_KEYS, head: [editionWords(edition)], body: h("div", { class: "tool-two check" }, phone, left, right),
    keys: { "/": () => codes.focus(), "Alt+Digit1": () => codes.focus(), "Alt+Digit2": () => inputs.date_of_service.focus(), "Alt+Digit3": () => said.focus() },
  });

  function put(text) { codes.value = text; if (!text) history.value = ""; codes.focus(); look(); }
  function later() { clearTimeout(timer); timer = setTimeout(look, QUIET_MS); }

  function state() { return { codes: codes.value, history: history.value, ...Object.fromEntries(FACTS.map((name) => [name, inputs[name].value])) }; }

  function remember() {
    const now = state();
    const short = now.codes.length + now.history.length <= LONGEST_IN_ADDRESS;
    setAddress(now.codes.trim() && short ? now : {});
    try { localStorage.setItem(STORED, JSON.stringify(now)); } catch { /* no storage: the address has it */ }
  }

  async function look() {
    clearTimeout(timer);
    remember();
    const mine = ++number;
    const { codes: text, ...rest } = state();
    if (!text.trim()) { fill(read); fill(sum, "What the rule book says"); fill(said, empty()); return; }
    try {
      const answer = await post("/api/check", { text, ...rest });
      if (mine !== number) return;
      fill(read, asRead(answer));
      fill(said, messages(answer));
      fill(sum, heading(answer));
      fill(phone.lastChild, heading(answer));
    } catch (error) {
      if (mine !== number) return;
      fill(sum, "This can't be checked yet");
      fill(said, h("p", { class: "must" }, icon("warn"), h("span", {}, h("b", {}, error.message), " ", error.do)));
    }
  }

  fill(root, frame.element);
  if (!matchMedia("(max-width: 900px)").matches) codes.focus();
  await look();
  return { unmount() { frame.stop(); clearTimeout(timer); } };
}

function stored() {
  try { return JSON.parse(localStorage.getItem(STORED)) ?? {}; } catch { return {}; }
}

function select(id, options, chosen) {
  return h("select", { id }, options.map(([value, label]) => h("option", { value, selected: value === chosen }, label)));
}

function empty() {
  return h("div", { class: "said-empty t2" }, h("p", {}, "Type or paste codes on the left: diagnoses, procedures, or both. The answer comes as you type, each message with the rule behind it."),
    h("p", {}, "It knows conventions and edits: validity, notes of the tabular list, sequence, 7th characters, NCCI pairs, units, modifiers, add-on codes. It has not read a note, so it can't say whether a code is the right one."));
}

function heading({ messages: found, unread, diagnoses, lines }) {
  if (!diagnoses.length && !lines.length) return "No code found";
  const counts = Object.keys(TONES).map((severity) => [severity, found.filter((one) => one.severity === severity).length]).filter(([, number]) => number);
  const names = { error: "error", warning: "warning", info: "remark" };
  const words = counts.map(([severity, number]) => count(number, names[severity]));
  if (unread.length) words.push(`${unread.length} not read`);
  return words.length ? words.join(", ") : "Nothing found wrong";
}

function messages(answer) {
  const groups = Object.entries(TONES).map(([severity, [tone, name, title]]) => {
    const found = answer.messages.filter((one) => one.severity === severity);
    return found.length > 0 && h("section", { "aria-label": title }, h("h3", { class: tone }, icon(name), `${title} `, h("span", { class: "t3" }, found.length)), h("ul", { class: "say" }, found.map(message)));
  });
  const unread = [...answer.unread.map((one) => ["Line", one]), ...answer.unread_history.map((one) => ["Earlier services, line", one])];
  const nothing = !answer.messages.length && (answer.diagnoses.length || answer.lines.length) > 0;
  return [
    unread.length > 0 && h("section", { "aria-label": "Not read" }, h("h3", { class: "v-c" }, icon("warn"), "Not read"), h("ul", { class: "say" }, unread.map(([where, one]) => h("li", {}, h("p", {}, h("span", { class: "t2" }, `${where} ${one.line}: `), h("q", { class: "mono" }, one.text)), h("p", { class: "t2" }, sentence(one.message)))))),
    nothing && h("p", { class: "fine v-r" }, icon("ok"), h("span", {}, h("b", {}, "The rule book finds nothing wrong with these codes."), h("span", { class: "t2" }, " It knows conventions and edits; whether the record supports the codes, it can't know."))),
    groups,
  ];
}

function message(found) {
  return h("li", {},
    h("p", { class: "say-codes" }, found.codes.map(({ name, code, system }) => [name && h("span", { class: "t2" }, name), isCode(code) ? h("a", { class: "mono", href: `/lookup?${new URLSearchParams({ code, ...(system === "PROC" ? { of: "PROC" } : {}) })}` }, code) : h("span", { class: "t2" }, code)])),
    h("p", {}, linked(found.message, (code) => location.assign(`/lookup?${new URLSearchParams({ code })}`))),
    found.cites && h("p", { class: "say-cite" }, found.cites));
}

function isCode(text) { return /^[0-9A-Z][0-9A-Z.]{2,7}$/.test(text) && /\d/.test(text); }
function sentence(text) { return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`; }

/** The list as the rule book saw it. */
function asRead({ diagnoses, lines, remarks, history }) {
  const link = (code, set) => h("a", { class: "mono", href: `/lookup?${new URLSearchParams({ code, ...(set ? { of: set } : {}) })}` }, code);
  const name = (title) => title || h("span", { class: "v v-c" }, icon("warn"), "not in the code book");
  return [
    h("h3", {}, "As read"),
    diagnoses.length > 0 && h("table", { class: "tb tb-plain" }, h("caption", { class: "vh" }, "Diagnoses as read"), h("tbody", {}, diagnoses.map((one) => h("tr", {}, h("td", { class: "ltr-c" }, h("span", { class: "ltr" }, one.letter)), h("td", { class: "nw" }, link(one.code)), h("td", { class: "tt" }, name(one.title)))))),
    lines.length > 0 && h("table", { class: "tb tb-plain" }, h("caption", { class: "vh" }, "Service lines as read"), h("tbody", {}, lines.map((one, index) => h("tr", {}, h("td", { class: "ltr-c t3" }, index + 1), h("td", { class: "nw" }, link(one.code, "PROC"), one.modifiers.length > 0 && h("span", { class: "mono" }, `-${one.modifiers.join("-")}`)), h("td", { class: "tt" }, name(one.title)), h("td", { class: "num nw" }, `×${one.units}`), h("td", { class: "mono nw" }, one.pointers.join("")))))),
    history.length > 0 && h("ul", { class: "meta t2 rem" }, history.map((one) => h("li", {}, `Earlier: ${usDate(one.date)} ${[one.code, ...one.modifiers].join("-")}${one.same ? "" : ", another physician"}`))),
    remarks.length > 0 && h("ul", { class: "meta t2 rem" }, remarks.map((one) => h("li", {}, `Line ${one.line}: “${one.text}” ${one.message}.`))),
  ];
}
