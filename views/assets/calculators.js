// Calculators: the list by groups, one form, its answer. As a page each is addressable with all that was typed; beside
// the coder's desk the same forms know the case's facts and put codes on the claim.

import { h, fill, icon } from "./dom.js";
import { get, post, problem } from "./case.js";
import { phoneBar } from "./desk_parts.js";
import { calculator } from "./calculator_form.js";
import { addressState, copy, editionWords, setAddress, toolFrame } from "./tool_frame.js";

const BAR = [[["/"], "search the list"], [["↑", "↓"], "calculator"], [["Enter"], "open it"], [["Alt 2"], "form"], [["Alt 3"], "answer"], [["Alt E"], "worked example"], [["?"], "all keys"]];
const ALL_KEYS = [
  [["/"], "search the list of calculators"], [["↑", "↓"], "in the list: choose"], [["Enter"], "open the chosen one and go to its form; in a row of the form, the next row"], [["Alt", "1"], "list"], [["Alt", "2"], "form"],
  [["Alt", "3"], "answer"], [["Alt", "E"], "fill in a worked example"], [["?"], "outside fields: these keys"],
];

const ask = (question) => post("/api/ask", question);

export async function mount(root) {
  let edition, forms;
  try { [edition, forms] = await Promise.all([get("/api/edition"), get("/api/calculators")]); } catch (error) { fill(root, problem(error)); return { unmount() {} }; }
  const { groups, calculators } = forms;
  let open = null;

  const query = h("input", { class: "find", type: "search", "aria-label": "Search the calculators", placeholder: "Search the list", autocomplete: "off", spellcheck: "false", on: { input: drawList, keydown: listKeys } });
  const list = h("nav", { class: "scroll calc-list", "aria-label": "Calculators", on: { keydown: listKeys } });
  const title = h("h2", {});
  const about = h("p", { class: "t2" });
  const formPlace = h("div", { class: "scroll calc-place", tabIndex: -1, role: "region", "aria-label": "Form" });
  const answerPlace = h("div", { class: "scroll calc-place", tabIndex: 0, role: "region", "aria-label": "Answer" });
  const linkButton = h("button", { class: "btn", on: { click: () => copy(location.href, linkButton) } }, "Copy link");
  const left = h("section", { class: "pane", "aria-label": "List" }, h("div", { class: "find-row" }, query), list);
  const middle = h("section", { class: "pane", "aria-label": "Form" },
    h("div", { class: "calc-head" }, title, about, h("div", { class: "ent-do" }, h("button", { class: "btn", on: { click: example } }, "Worked example"), h("button", { class: "btn", on: { click: () => show(open.definition, {}) } }, "Empty it"), linkButton)), formPlace);
  const right = h("section", { class: "pane", "aria-label": "Answer" }, h("div", { class: "bar" }, h("h2", {}, "Answer")), answerPlace);
  const frame = toolFrame({
    title: "Calculators", bar: BAR, allKeys: ALL_KEYS, head: [editionWords(edition)],
    body: h("div", { class: "calc" }, phoneBar([["List", "left"], ["Form", "middle"], ["Answer", "right"]], (id) => ({ left, middle, right })[id]), left, middle, right),
    keys: { "/": () => { query.focus(); query.select(); }, "Alt+Digit1": () => query.focus(), "Alt+Digit2": () => open.focus(), "Alt+Digit3": () => answerPlace.focus(), "Alt+KeyE": example },
  });

  function fitting() {
    const phrase = query.value.toLowerCase().trim().replaceAll(/\s+/g, " ");
    const text = (one) => [one.title, one.about, one.group, one.find, one.id.replaceAll("_", " ")].join(" ").toLowerCase();
    const whole = calculators.filter((one) => text(one).includes(phrase));
    return whole.length ? whole : calculators.filter((one) => phrase.split(" ").every((word) => text(one).includes(word)));
  }

  function drawList() {
    const found = fitting();
    fill(list, groups.map((group) => {
      const members = found.filter((one) => one.group === group);
      return members.length > 0 && [h("h3", {}, group), h("ul", {}, members.map((one) => h("li", {}, h("a", { href: `/calculators?c=${one.id}`, "aria-current": one.id === open?.definition.id ? "page" : null, on: { click: (event) => { if (event.ctrlKey || event.metaKey || event.shiftKey) return; event.preventDefault(); show(one, {}, true); open.focus(); } } }, one.title))))];
    }), !found.length && h("p", { class: "hits-none t2" }, "No calculator of that name."));
  }

  function listKeys(event) {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(list.getRootNode().activeElement);
    if (event.key === "Enter" && at < 0) { event.preventDefault(); links[0]?.click(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    if (at + step < 0) query.focus(); else links[Math.min(links.length - 1, at + step)]?.focus();
  }

  function show(definition, state, push = false) {
    open?.stop();
    if (open) setAddress({ c: definition.id, ...state }, push);
    open = Object.assign(calculator({ definition, state: { ...firstChoices(definition), ...state }, ask, onState: (now) => setAddress({ c: definition.id, ...now }) }), { definition });
    fill(title, definition.title);
    fill(about, definition.about);
    fill(formPlace, open.form);
    fill(answerPlace, open.result, definition.note && h("p", { class: "t2 meta calc-note" }, definition.note));
    drawList();
    list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  function example() { show(open.definition, open.definition.example); setAddress({ c: open.definition.id, ...open.definition.example }); }

  function fromAddress() {
    const { c, ...state } = addressState();
    show(calculators.find((one) => one.id === c) ?? calculators[0], state);
  }

  fill(root, frame.element);
  if (!calculators.length) { fill(formPlace, h("p", { class: "t2" }, "The rule book has no calculator.")); return { unmount() { frame.stop(); } }; }
  window.addEventListener("popstate", fromAddress);
  fromAddress();
  if (!matchMedia("(max-width: 900px)").matches) { if (addressState().c) open.focus(); else query.focus(); }
  return { unmount() { frame.stop(); open.stop(); window.removeEventListener("popstate", fromAddress); } };
}

/** What steers a form starts on its first choice. */
function firstChoices(definition) {
  return Object.fromEntries(definition.fields.filter(({ key, kind }) => key.startsWith("_") && kind === "choice").map(({ key, choices }) => [key, choices[0][0]]));
}

/** The calculators in the coder's desk's side panel. `facts` of the case fill the fields that name one; `take(code, units,
 *  modifiers)` puts a code on the claim. Gives {element, open(), focus()}. */
export function calculatorPanel({ facts, take }) {
  let forms = null;
  let open = null;
  const states = new Map();
  const chooser = h("select", { id: "calc-choose", "aria-label": "Calculator", on: { change: () => show(chooser.value) } });
  const form = h("div", { class: "calc-desk-form" });
  const answer = h("div", { class: "calc-desk-answer" });
  const link = h("a", { class: "meta", target: "_blank" }, "On its own page");
  const element = h("div", { class: "sheet scroll calc-desk", tabIndex: 0, role: "region", "aria-label": "Calculators" }, h("p", { class: "calc-desk-head f" }, chooser, link), form, answer);

  async function load() {
    if (forms) return;
    try {
      forms = await get("/api/calculators");
      fill(chooser, forms.groups.map((group) => h("optgroup", { label: group }, forms.calculators.filter((one) => one.group === group).map((one) => h("option", { value: one.id }, one.title)))));
      if (forms.calculators.length) show(forms.calculators[0].id);
    } catch (error) { fill(answer, h("p", { class: "must" }, icon("warn"), error.message)); }
  }

  function show(id) {
    const definition = forms.calculators.find((one) => one.id === id);
    if (!states.has(id)) states.set(id, { ...firstChoices(definition), ...known(definition) });
    open?.stop();
    open = calculator({ definition, state: states.get(id), ask, take, onState: (now) => { link.href = `/calculators?${new URLSearchParams({ c: id, ...now })}`; } });
    link.href = `/calculators?${new URLSearchParams({ c: id, ...states.get(id) })}`;
    fill(form, h("p", { class: "t2" }, definition.about), open.form);
    fill(answer, open.result);
  }

  function known(definition) { return Object.fromEntries(definition.fields.filter(({ from }) => from && facts[from] !== undefined).map(({ key, from }) => [key, String(facts[from])])); }

  return { element, open: load, focus() { chooser.focus(); } };
}
