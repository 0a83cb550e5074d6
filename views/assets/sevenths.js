// The picker for a 7th character: a list, or for fractures the grid of stage of care by kind of fracture. A letter
// picks, arrows move; the placeholders X are put in by `withSeventh`.

import { h } from "./dom.js";
import { withSeventh } from "./answer.js";

/** Whether a 7th character is what the code still lacks. */
export function takesSeventh(found) {
  return Object.keys(found.sevenths ?? {}).length > 0 && !found.billable && !found.children.some((child) => !isSeventhOf(found.code, child.code));
}

/** The picker of an entry: `pick(code, title)` is called with the completed code, `back()` on Escape. */
export function seventhPicker(found, pick, back = () => {}) {
  const choose = (character) => () => pick(withSeventh(found.code, character), `${found.title}, ${found.sevenths[character]}`);
  const table = fractureTable(found, choose) ?? h("table", { class: "x7t x7l" }, h("tbody", {}, Object.entries(found.sevenths).map(([character, meaning]) =>
    h("tr", {}, h("td", {}, h("button", { "aria-label": `${character}, ${meaning}`, on: { click: choose(character) } }, character)), h("th", { scope: "row" }, meaning)))));
  table.addEventListener("keydown", (event) => pickByKey(event, table, found, choose, back));
  return h("div", { class: "x7w" }, table);
}

function pickByKey(event, table, found, choose, back) {
  const letter = event.key.toUpperCase();
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (found.sevenths[letter]) { event.preventDefault(); event.stopPropagation(); choose(letter)(); return; }
  if (event.key === "Escape") { event.preventDefault(); back(); return; }
  const buttons = [...table.querySelectorAll("button")];
  const wide = table.querySelectorAll("thead th").length || 1;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide }[event.key];
  if (!step) return;
  event.preventDefault();
  const place = buttons.indexOf(table.getRootNode().activeElement) + step;
  buttons[Math.max(0, Math.min(buttons.length - 1, place))].focus();
}

function isSeventhOf(code, child) { return child.replace(".", "").length === 7 && child.replace(".", "").startsWith(code.replace(".", "")); }

/** Fractures have sixteen 7th characters in a grid: stage of care by closed, open I or II, open III. */
function fractureTable({ sevenths }, choose) {
  const rows = [["Initial", "ABC"], ["Routine healing", "DEF"], ["Delayed healing", "GHJ"], ["Nonunion", "KMN"], ["Malunion", "PQR"]];
  if (!rows.every(([, letters]) => [...letters].every((letter) => sevenths[letter])) || !/closed/i.test(sevenths.A)) return null;
  const button = (letter) => h("button", { "aria-label": `${letter}, ${sevenths[letter]}`, title: sevenths[letter], on: { click: choose(letter) } }, letter);
  return h("table", { class: "x7t" },
    h("thead", {}, h("tr", {}, h("td"), ["Closed", "Open I, II", "Open III"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {},
      rows.map(([name, letters]) => h("tr", {}, h("th", { scope: "row" }, name), [...letters].map((letter) => h("td", {}, button(letter))))),
      sevenths.S && h("tr", {}, h("th", { scope: "row" }, "Sequela"), h("td", { colspan: 3 }, button("S")))));
}
