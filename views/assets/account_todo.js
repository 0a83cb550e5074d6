// Left of the account desk: what is open on this account, the most urgent first, and below it what has happened so far.

import { h, icon, usDate, count } from "./dom.js";
import { dollars, redraw, scroller, todoState, withDays } from "./account_parts.js";

const LOG_ICONS = {
  sent: "arr", gate: "ok", rejected: "x", remittance: "bars", letter: "bars", call: "info", coder: "info", patient: "info",
  posted: "ok", statement: "arr", payment: "plus", decision: "key", deadline: "warn", note: "info",
};

/** `onPick(todo)` chooses an open item, `onPaper(id)` opens what came with an event.
 *  Gives {element, draw(view, chosenId), first, move(by)}. */
export function todoPane({ onPick, onPaper }) {
  const list = scroller("Open items of this account");
  const log = scroller("What happened so far");
  const open = h("span", { class: "t2" });
  const logHead = h("span", { class: "end meta t3" });
  const element = h("section", { class: "pane acc-left", id: "todo", "aria-label": "To do and log" },
    h("div", { class: "bar" }, h("h2", {}, "To do"), open), list,
    h("div", { class: "bar top" }, h("h2", {}, "Log"), logHead), log);

  function draw(view, chosen) {
    const opens = view.todo.filter(({ state }) => state === "open").length;
    open.textContent = view.closed ? "closed" : opens ? `${opens} open` : "nothing open";
    redraw(list, [view.todo, chosen, view.flags], () => [todoList(view, chosen), slips(view.flags)]);
    if (redraw(log, view.log, () => logList(view.log))) log.scrollTop = 0;
    logHead.textContent = count(view.log.length, "entry", "entries");
  }

  function todoList(view, chosen) {
    if (!view.todo.length) return h("p", { class: "empty" }, Number(view.balance.total) === 0 ? "Nothing is open and nothing is owed: the account can be closed." : "Nothing is on its way. Look at the ledger for what is left.");
    const expected = view.todo.filter(({ kind }) => kind === "letter");
    const settled = view.todo.filter(({ state }) => state === "settled");
    const rows = (todos) => h("ul", { class: "q", role: "list" }, todos.map((todo) => h("li", {}, h("button", { dataset: { k: `todo-${todo.id}`, todo: todo.id }, class: todo.state === "open" ? null : "quietrow", "aria-current": todo.id === chosen ? "true" : null, on: { click: () => onPick(todo) } },
      h("b", {}, todo.title), h("span", { class: "num" }, Number(todo.amount) ? dollars(todo.amount) : ""),
      h("span", { class: "m", title: withDays(todo.text) }, secondLine(view, todo)), todoState(todo)))));
    return [rows(view.todo.filter((todo) => !expected.includes(todo) && !settled.includes(todo))),
      settled.length > 0 && h("details", { class: "settled", open: settled.some(({ id }) => id === chosen) }, h("summary", {}, `Settled, ${settled.length}`), rows(settled)),
    expected.length > 0 && [h("div", { class: "bar" }, h("h3", {}, "On its way")), h("ul", { class: "expected", role: "list" }, expected.map(({ title, due }) => h("li", {}, h("span", { class: "t3" }, usDate(due).slice(0, 5)), h("span", {}, withDays(title)))))]];
  }

  function logList(entries) {
    return h("ol", { class: "log", role: "list" }, [...entries].reverse().map((entry, index) => {
      const said = [h("span", { class: "log-day meta t3" }, usDate(entry.day).slice(0, 5)), icon(LOG_ICONS[entry.kind] ?? "info"),
        h("span", { class: "log-what" }, h("b", {}, withDays(entry.title)), entry.text && h("span", { class: "meta t2" }, withDays(entry.text)))];
      const isPaper = entry.paper && !/^[a-z]\d|^c\./.test(entry.paper);
      return h("li", { class: `log-${entry.kind}` }, isPaper ? h("button", { dataset: { k: `log-${entries.length - index}` }, title: "Open the paper that came with it", on: { click: () => onPaper(entry.paper) } }, said) : h("div", {}, said));
    }));
  }

  return {
    element, draw,
    first: () => list.querySelector("[aria-current]") ?? list.querySelector("button") ?? list,
    move(by) {
      const rows = [...list.querySelectorAll("button")];
      if (!rows.length) return;
      const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
      rows[(at + by + rows.length) % rows.length].click();
      list.querySelector("[aria-current]")?.focus();
    },
  };
}

/** Under the title: the code and what the answer says, the payer, or what is expected. */
function secondLine(view, todo) {
  const item = view.items[todo.id];
  if (item?.state === "open" && item.outcome) return withDays(item.outcome);
  if (item) return [item.code, item.meaning].filter(Boolean).join(" ") || withDays(todo.text);
  if (todo.kind === "send") return view.drafts.find(({ id }) => id === todo.id)?.payer ?? "";
  if (todo.kind === "post") return view.remittances.find(({ number }) => number === todo.id)?.payer ?? "";
  return withDays(todo.text);
}

/** Slips that were made, calmly, each with its rule. */
function slips(flags) {
  if (!flags.length) return null;
  return [h("div", { class: "bar top" }, h("h3", {}, "Noted"), h("span", { class: "t2" }, count(flags.length, "slip"))),
    h("ul", { class: "noted", role: "list" }, flags.map(({ text, cites }) => h("li", {}, icon("warn"), h("span", {}, withDays(text), cites && h("span", { class: "meta t2" }, cites)))))];
}
