// One calculator: a form drawn from its definition, asked of the rule book as one types. The state is flat, so that it
// fits into an address: "mdm.problems" is a key inside an object, "wounds.0.cm" a cell of a row.

import { h, fill, icon } from "./dom.js";
import { answerView } from "./answer_view.js";

const QUIET_MS = 120;
const SEGMENTS = 5; // more choices than this are a list to open
const MOST_ROWS = 30;

/** `definition` as /api/calculators gives it, `state` flat texts, `ask(question)` asks the rule book; `onState(state)`
 *  after each change; `take(code, units, modifiers)` where a claim is open. Gives {form, result, focus(), state}. */
export function calculator({ definition, state, ask, onState, take = null }) {
  let [timer, number] = [0, 0];
  const result = h("div", { class: "calc-result", role: "status", "aria-label": "Answer" });
  const form = h("form", { class: "calc-form", on: { submit: (event) => { event.preventDefault(); look(); } } });
  const errors = new Map();
  for (const field of definition.fields) if (field.kind === "rows" && !rowCount(state, field.key)) defaults(field, 0);

  function defaults(field, row) {
    for (const column of field.columns) {
      const path = `${field.key}.${row}.${column.key}`;
      if (state[path] === undefined) state[path] = column.default !== undefined ? String(column.default) : column.kind === "choice" ? column.choices[0][0] : column.kind === "flag" ? "false" : "";
    }
  }

  // ---- drawing ---------------------------------------------------------------------------------------------------

  function draw() {
    errors.clear();
    fill(form, definition.fields.filter(visible).map((field) => field.kind === "rows" ? rows(field) : single(field)));
  }

  function visible({ when }) { return !when || Object.entries(when).every(([key, value]) => [value].flat().map(String).includes(state[key])); }
  function steers(key) { return definition.fields.some(({ when }) => when && key in when); }

  function changed(path, value, redraw = false) {
    if (value === "") delete state[path]; else state[path] = value;
    if (redraw) { const at = form.getRootNode().activeElement?.id; draw(); if (at) form.querySelector(`[id="${at}"]`)?.focus(); }
    onState(state);
    clearTimeout(timer);
    timer = setTimeout(look, QUIET_MS);
  }

  function problem(path) {
    const place = h("p", { class: "calc-bad", id: `bad-${path}`, role: "alert" });
    errors.set(path, place);
    return place;
  }

  function single(field) {
    const { key, label, unit, hint, optional } = field;
    const words = [label, optional && h("span", { class: "t3" }, " (if known)")];
    const note = (hint || field.says) && h("p", { class: "hint" }, field.says?.[state[key]] ?? hint ?? "");
    const choices = field.kind === "flag" ? [["true", "Yes"], ["false", "No"]] : field.choices;
    if (choices && choices.length <= SEGMENTS) {
      return h("fieldset", {}, h("legend", {}, words), h("div", { class: "seg seg-s" }, choices.map(([value, text]) =>
        h("label", {}, h("input", { type: "radio", id: `${key}-${value}`, name: key, value, checked: state[key] === value, on: { change: () => changed(key, value, steers(key) || Boolean(field.says)) } }), text))), note, problem(key));
    }
    return h("div", { class: "f" }, h("label", { for: `f-${key}` }, words), h("span", { class: "with-unit" }, unit === "$" && h("span", { class: "t2" }, unit), input(field, key), unit && unit !== "$" && h("span", { class: "t2" }, unit)), note, problem(key));
  }

  function input(field, path, label = null) {
    const id = `f-${path}`;
    const value = state[path] ?? "";
    const common = { id, "aria-label": label, "aria-describedby": `bad-${path}` };
    if (field.kind === "choice") {
      return h("select", { ...common, on: { change: (event) => changed(path, event.target.value, steers(path)) } }, !label && h("option", { value: "", selected: !value }, "Choose"),
        field.choices.map(([option, text]) => h("option", { value: option, selected: option === value }, text)));
    }
    if (field.kind === "flag") return h("input", { ...common, type: "checkbox", checked: value === "true", on: { change: (event) => changed(path, String(event.target.checked)) } });
    const type = { date: "date", time: "time" }[field.kind] ?? "text";
    const numeric = ["number", "money", "whole"].includes(field.kind);
    const name = numeric ? "num-in" : ["code", "codes"].includes(field.kind) ? "mono code-in" : ["text", "list"].includes(field.kind) ? "text-in" : "";
    return h("input", { ...common, type, class: name, inputmode: numeric ? (field.kind === "whole" ? "numeric" : "decimal") : null, value, maxlength: 400, autocomplete: "off", spellcheck: "false", on: { input: (event) => changed(path, event.target.value.trim()) } });
  }

  function rows(field) {
    const number = rowCount(state, field.key);
    const name = (row, column) => `${column.label}, row ${row + 1}`;
    const remove = (row) => {
      for (let at = row; at < number; at += 1) for (const { key } of field.columns) {
        const next = state[`${field.key}.${at + 1}.${key}`];
        if (next === undefined) delete state[`${field.key}.${at}.${key}`]; else state[`${field.key}.${at}.${key}`] = next;
      }
      if (number === 1) defaults(field, 0);
      draw(); onState(state); look();
      form.querySelector(`[id="f-${field.key}.${Math.max(0, row - 1)}.${field.columns[0].key}"]`)?.focus();
    };
    const add = () => {
      if (number >= MOST_ROWS) return;
      defaults(field, number);
      draw(); onState(state);
      form.querySelector(`[id="f-${field.key}.${number}.${field.columns[0].key}"]`)?.focus();
    };
    const enter = (event, row) => { if (event.key === "Enter" && !event.ctrlKey && event.target.matches("input, select")) { event.preventDefault(); if (row === number - 1) add(); else form.querySelector(`[id="f-${field.key}.${row + 1}.${field.columns[0].key}"]`)?.focus(); } };
    return h("fieldset", { class: "calc-rows" }, h("legend", {}, field.label, field.optional && h("span", { class: "t3" }, " (if any)")),
      h("div", { class: "wide" }, h("table", { class: "tb tb-plain" }, h("thead", {}, h("tr", {}, field.columns.map((column) => h("th", { scope: "col" }, column.label, column.unit && `, ${column.unit}`)), h("th", {}, h("span", { class: "vh" }, "Remove")))),
        h("tbody", {}, Array.from({ length: number }, (_, row) => h("tr", { on: { keydown: (event) => enter(event, row) } },
          field.columns.map((column) => h("td", {}, input(column, `${field.key}.${row}.${column.key}`, name(row, column)), problem(`${field.key}.${row}.${column.key}`))),
          h("td", {}, h("button", { type: "button", class: "btn btn-0", "aria-label": `Remove row ${row + 1}`, on: { click: () => remove(row) } }, icon("x")))))))),
      field.hint && h("p", { class: "hint" }, field.hint),
      h("button", { type: "button", class: "btn", on: { click: add } }, icon("plus"), "Add a row"), problem(field.key));
  }

  // ---- asking ----------------------------------------------------------------------------------------------------

  async function look() {
    clearTimeout(timer);
    const mine = ++number;
    for (const place of errors.values()) fill(place);
    const missing = definition.fields.filter((field) => visible(field) && !field.optional && isEmpty(field));
    if (missing.length) { fill(result, h("p", { class: "t2" }, `Still to fill in: ${missing.map(({ label }) => label.toLowerCase()).join(", ")}.`)); return; }
    try {
      const answer = await ask(question(definition, state, visible));
      if (mine === number) fill(result, answerView(answer, { labels: definition.labels, take, headline: definition.headline }));
    } catch (error) { if (mine === number) refused(error); }
  }

  function isEmpty(field) {
    if (field.kind !== "rows") return !state[field.key];
    return field.columns.some((column) => !column.optional && Array.from({ length: rowCount(state, field.key) }, (_, row) => state[`${field.key}.${row}.${column.key}`]).some((value) => !value));
  }

  /** A refusal is shown at the field that its sentence begins with; one that names none, where the answer would be. */
  function refused(error) {
    const words = error.message.replace(`${definition.topic}: `, "");
    const row = /^(\w+) (\d+): (\w+)/.exec(words);
    const name = row ? `${row[1]}.${Number(row[2]) - 1}.${row[3]}` : /^[\w.]+/.exec(words)?.[0];
    const place = errors.get(name) ?? errors.get(name?.split(".")[0]);
    const field = place && (definition.fields.find(({ key }) => key === name) ?? definition.fields.find(({ key }) => key === row?.[1])?.columns?.find(({ key }) => key === row[3]));
    const plain = field ? words.replace(row ? /^\w+ \d+: \w+/ : /^[\w.]+/, field.label) : words;
    if (place) { fill(place, icon("warn"), h("span", {}, plain)); fill(result, h("p", { class: "t2" }, "One field can't be read; it says why.")); }
    else fill(result, h("p", { class: "must" }, icon("warn"), h("span", {}, plain)));
  }

  draw();
  look();
  return { form, result, state, focus() { form.querySelector("input:checked, input, select")?.focus(); }, stop() { clearTimeout(timer); number += 1; } };
}

function rowCount(state, key) {
  const places = Object.keys(state).filter((path) => path.startsWith(`${key}.`)).map((path) => Number(path.split(".")[1])).filter(Number.isInteger);
  return places.length ? Math.min(MOST_ROWS, Math.max(...places) + 1) : 0;
}

/** The question of a flat state: only fields that are seen, keys that only steer the form left out. */
function question(definition, state, visible) {
  const asked = { topic: definition.topic };
  for (const field of definition.fields) {
    if (field.key.startsWith("_") || !visible(field)) continue;
    if (field.kind === "rows") put(asked, field.key, Array.from({ length: rowCount(state, field.key) }, (_, row) => Object.fromEntries(field.columns.map((column) => [column.key, value(column, state[`${field.key}.${row}.${column.key}`])]).filter(([, given]) => given !== undefined))));
    else put(asked, field.key, value(field, state[field.key]));
  }
  return asked;
}

function value(field, text) {
  if (text === undefined || text === "") return undefined;
  if (field.kind === "list") return text.split(/\s*,\s*/).filter(Boolean);
  if (field.kind === "codes") return text.split(/[\s,]+/).filter(Boolean);
  if (field.kind === "flag" || field.bool) return text === "true";
  return text;
}

function put(object, path, given) {
  if (given === undefined) return;
  const [first, ...rest] = path.split(".");
  if (!rest.length) object[first] = given;
  else put(object[first] ??= {}, rest.join("."), given);
}
