// The E/M worksheet of an office visit: the learner's own picks of the three elements, and what they come to.
// It reads a table of all combinations from the server and knows nothing of the case.

import { h, fill } from "./dom.js";

const STATUS = [["new", "New patient"], ["established", "Established patient"]];
const ELEMENTS = [
  ["problems", "Problems addressed", ["One self-limited or minor", "Two minor, one stable chronic, or one acute uncomplicated", "One chronic getting worse, two stable chronic, or one new with unclear outlook", "One that threatens life or function, or a severe flare of a chronic one"]],
  ["data", "Data reviewed and ordered", ["Little or none", "Two items, or a history from somebody else", "Three items, or a reading of your own, or a talk with another clinician", "Two of those three kinds"]],
  ["risk", "Risk of what was decided", ["Little", "Over-the-counter drugs, rest, therapy", "Prescription drugs, minor surgery with risks, social limits to treatment", "Drugs that need close watching, major surgery, hospital, do not resuscitate"]],
];

/** `answer.outbox` keeps the picks under "em/..."; `useCode(code)` enters the code on a line. */
export function worksheet({ outbox, api, useCode, onChange }) {
  let table = null;
  const result = h("div", { class: "em-result", role: "status" });
  const groups = [];
  const element = h("div", { class: "sheet scroll em", tabIndex: 0, role: "region", "aria-label": "E/M worksheet" },
    h("p", { class: "t2 em-note" }, "Office visits by medical decision making, code set of 2021 and later, in our own words. Two of the three elements decide. It adds up your picks; it does not check them."),
    h("div", { class: "em-status" }, group("status", "Patient", STATUS)),
    h("div", { class: "em-grid" }, ELEMENTS.map(([name, title, words]) => group(name, title, ["minimal", "low", "moderate", "high"].map((level, index) => [level, level[0].toUpperCase() + level.slice(1), words[index]])))),
    result);

  function group(name, title, options) {
    const inputs = options.map(([value, label, words]) => {
      const input = h("input", { type: "radio", name: `em-${name}`, value, checked: outbox.get(`em/${name}`) === value, on: { change: () => { outbox.set(`em/${name}`, value); show(); onChange(); } } });
      return { value, input, element: h("label", {}, input, h("span", {}, h("b", {}, label), words && h("small", {}, words))) };
    });
    groups.push({ name, inputs });
    return h("fieldset", { class: "opt" }, h("legend", {}, title), inputs.map((one) => one.element));
  }

  function picks() { return ["status", "problems", "data", "risk"].map((name) => outbox.get(`em/${name}`)); }

  function show() {
    const chosen = picks();
    const found = table?.[chosen.join(" ")];
    if (!found) fill(result, h("span", { class: "t2" }, "Pick the patient's status and all three elements."));
    else fill(result, h("span", {}, "Your picks come to ", h("b", { class: "mono" }, found.code), `, ${found.level}.`), " ", h("button", { class: "btn", on: { click: () => useCode(found.code) } }, "Enter it on a line"));
  }

  async function load() {
    try { table ??= (await api.get("/api/worksheet")).codes; show(); } catch (error) { fill(result, error.message); }
  }

  return {
    element,
    open() { load(); },
    focus() { (element.querySelector("input:checked") ?? element.querySelector("input")).focus(); },
    refresh() { for (const { name, inputs } of groups) for (const { value, input } of inputs) input.checked = outbox.get(`em/${name}`) === value; show(); },
    /** "2 of 4" for the tab. */
    words() { const done = picks().filter(Boolean).length; return done ? `${done} of 4` : ""; },
  };
}
