// Small parts that the claim, remittance and result screens share: panes by F6 and Alt+digit, tabs, facts, failures.

import { h, fill, icon, usDate } from "./dom.js";

/** A verdict or state: icon and words in one color. tone: "r" right, "c" caution, "w" wrong, "" plain. */
export function verdict(tone, name, ...words) {
  return h("span", { class: `v${tone ? ` v-${tone}` : ""}` }, icon(name), h("span", {}, words));
}

/** [[term, value], ...] as a two-column list; empty values are left out, dates shown as 06/11/2026. */
export function facts(pairs, mono = []) {
  return h("dl", { class: "kv" }, pairs.filter(([, value]) => value !== "" && value !== null && value !== undefined)
    .map(([term, value]) => [h("dt", {}, term), h("dd", { class: mono.includes(term) ? "mono" : null }, typeof value === "string" ? usDate(value) : value)]));
}

let tabsMade = 0;

/** Tabs after the ARIA pattern. `views`: [{id, title, build}]; build() is called when a tab is first opened and may give
 *  an element. Gives {list, panels, open(id), current}. Arrow keys, Home and End move; Alt+digit belongs to the desk. */
export function tabs(views, { label, onOpen = () => {} }) {
  const prefix = `tabs${++tabsMade}`;
  const buttons = views.map(({ id, title }) => h("button", {
    role: "tab", id: `${prefix}-${id}`, "aria-controls": `${prefix}-${id}-panel`, on: { click: () => open(id), keydown: move },
  }, title));
  const panels = views.map(({ id }) => h("div", { class: "tabpanel", role: "tabpanel", id: `${prefix}-${id}-panel`, "aria-labelledby": `${prefix}-${id}`, hidden: true }));
  const built = new Set();
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": label }, buttons);
  const api = { list, panels, open, current: null };
  function open(id) {
    const chosen = views.findIndex((view) => view.id === id);
    views.forEach((view, index) => {
      buttons[index].setAttribute("aria-selected", String(index === chosen));
      buttons[index].tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
    if (!built.has(id)) { built.add(id); fill(panels[chosen], views[chosen].build()); }
    api.current = id;
    onOpen(id);
  }
  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (views.findIndex((view) => view.id === api.current) + step + views.length) % views.length;
    open(views[at].id);
    buttons[at].focus();
  }
  open(views[0].id);
  return api;
}

/** A table of the look in its own scroll region. `columns`: [[title, className], ...]; a row is cells, or {cells, props}. */
export function table(caption, columns, rows, foot = null) {
  const cell = (content, index) => h("td", { class: columns[index][1] }, content);
  const body = rows.map((row) => Array.isArray(row) ? h("tr", {}, row.map(cell)) : h("tr", row.props, row.cells.map(cell)));
  return h("div", { class: "wide", tabIndex: 0, role: "region", "aria-label": caption },
    h("table", { class: "tb" }, h("caption", { class: "vh" }, caption),
      h("thead", {}, h("tr", {}, columns.map(([title, name]) => h("th", { scope: "col", class: name }, title)))),
      h("tbody", {}, body), foot && h("tfoot", {}, foot)));
}

/** F6 and Shift+F6 walk through `panes` (functions that give the element to focus), Alt+1.. goes to one, `keys` maps
 *  names such as "F9", "Ctrl+Enter", "N" to functions; plain letters count outside fields only. Gives a function to stop. */
export function deskKeys(root, panes, keys) {
  function press(event) {
    if (event.defaultPrevented || root.querySelector("dialog[open]")) return;
    const name = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.key.length === 1 ? event.key.toUpperCase() : event.key}`;
    const digit = /^Alt\+([1-9])$/.exec(name);
    const field = event.composedPath()[0]?.closest?.("input[type=text], textarea, select");
    let action = keys[name];
    if (event.key === "F6") action = () => cycle(event.shiftKey ? -1 : 1);
    else if (digit && panes[digit[1] - 1]) action = () => panes[digit[1] - 1]().focus();
    if (!action || (field && name.length === 1)) return;
    event.preventDefault();
    action(event);
  }
  function cycle(step) {
    const focused = root.getRootNode().activeElement;
    const places = panes.map((pane) => pane());
    const at = places.findIndex((place) => place === focused || place.closest(".pane")?.contains(focused));
    places[(at + step + places.length) % places.length].focus();
  }
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

/** Says what went wrong with a step, what was kept and what to do; stays until the next try. */
export function failure() {
  const element = h("div", { class: "failure", role: "alert", hidden: true });
  return {
    element,
    clear() { element.hidden = true; },
    show(error) {
      fill(element, icon("warn"), h("span", {}, h("b", {}, error.message), error.kept && ` ${error.kept}`, error.do && ` ${error.do}`),
        h("button", { class: "btn btn-0", "aria-label": "Close this message", on: { click: () => { element.hidden = true; } } }, icon("x")));
      element.hidden = false;
    },
  };
}

/** The contract's clauses, readable; `lit` are clause numbers to mark. */
export function contractView(contract, lit = []) {
  if (!contract) return h("p", { class: "empty" }, "The practice has no contract with the payer that stands in the registration.");
  return h("div", { class: "clauses scroll", tabIndex: 0, role: "region", "aria-label": contract.name },
    h("h3", {}, contract.name), contract.clauses.map(({ number, title, text }) =>
      h("section", { class: lit.includes(number) ? "lit" : null, dataset: { clause: number } },
        h("h4", {}, h("span", { class: "mono" }, number), " ", title), h("p", {}, text.trim().replaceAll(/\s*\n\s*/g, " ")))));
}

/** The jump bar of a phone: [[label, id of a pane], ...]. */
export function phoneBar(links, find) {
  return h("nav", { class: "ph", "aria-label": "On this desk" }, links.map(([label, id], index) =>
    h("a", { href: `#${id}`, "aria-current": index ? null : "true", on: { click: (event) => {
      event.preventDefault();
      for (const other of event.currentTarget.parentElement.children) other.removeAttribute("aria-current");
      event.currentTarget.setAttribute("aria-current", "true");
      find(id)?.scrollIntoView({ block: "start" });
    } } }, label)));
}
