// The posting tab: a remittance posted automatically, or by hand in a grid with a running difference. Nothing is typed in
// for the learner; what does not balance can't be posted, what balances is posted as typed.

import { h, fill, money, usDate } from "./dom.js";
import { table, verdict } from "./desk_parts.js";
import { empty, redraw, scroller } from "./account_parts.js";

const COLUMNS = [["paid", "Paid"], ["write_off", "Write-off"], ["patient", "Patient"], ["open", "Left open"]];

/** `onPost(number, lines or null)` posts, `onTyped()` is told that something was typed.
 *  Gives {element, draw(view, place), first, begun, postByHand}: begun() says whether a posting by hand stands there. */
export function postingTab({ outbox, onPost, onTyped, onReverseHint }) {
  const element = scroller("Posting");
  let shown = null; // the remittance by hand: {number, rows, sums()}

  function draw(view, place) {
    const waiting = view.remittances.filter(({ posted }) => !posted);
    const chosen = waiting.find(({ number }) => number === place.remittance) ?? waiting[0] ?? null;
    redraw(element, [view.remittances.map(({ number, posted }) => [number, posted]), chosen?.number, view.closed], () => {
      shown = null;
      return [chosen ? toPost(view, chosen) : empty("Every remittance that has come is posted. A wrong entry is undone in the ledger, by its reversal."), posted(view)];
    });
  }

  function toPost(view, chosen) {
    const rows = chosen.rows.flatMap(({ claim: n }) => {
      const claim = view.claims.find((one) => one.n === n);
      return claim?.answer ? claim.answer.lines.map((line) => gridRow(chosen, claim, line)) : [];
    });
    const total = h("span", { role: "status" });
    const totals = COLUMNS.map(([name]) => [name, h("td", { class: "num" })]);
    const button = h("button", { class: "btn", dataset: { k: "hand" }, on: { click: () => postByHand() } }, "Post as typed");
    function sums() {
      for (const [name, cell] of totals) cell.textContent = money(rows.reduce((sum, row) => sum + row.amount(name), 0));
      const off = rows.filter((row) => Math.abs(row.difference()) >= 0.005).length;
      const typed = rows.reduce((sum, row) => sum + row.amount("paid"), 0);
      const gap = Number(chosen.claims_paid) - typed;
      fill(total, off ? verdict("c", "half", `${off} of ${rows.length} ${rows.length === 1 ? "line" : "lines"} still to balance`) : Math.abs(gap) < 0.005 ? verdict("r", "ok", "In balance with the payment") : verdict("w", "x", `${money(Math.abs(gap))} ${gap > 0 ? "less" : "more"} than the payment`));
      button.disabled = off > 0;
      onTyped();
    }
    function postByHand() {
      if (button.disabled) { rows.find((row) => Math.abs(row.difference()) >= 0.005)?.focus(); return; }
      onPost(chosen.number, rows.map((row) => row.typed()));
    }
    for (const row of rows) row.onChange(sums);
    shown = { number: chosen.number, begun: () => rows.some((row) => row.begun()), postByHand };
    const grid = h("div", { class: "wide" }, h("table", { class: "tb hand" }, h("caption", { class: "vh" }, `Posting of ${chosen.number} by hand`),
      h("thead", {}, h("tr", {}, ["Claim, line", "Code", "To place", ...COLUMNS.map(([, title]) => title), "Difference"].map((title, index) => h("th", { scope: "col", class: index > 1 ? "num" : null }, title)))),
      h("tbody", {}, rows.map(({ element: row }) => row)),
      h("tfoot", {}, h("tr", {}, h("td", { colspan: 3 }, "Together"), totals.map(([, cell]) => cell), h("td", {})))));
    grid.addEventListener("keydown", (event) => walk(event, grid));
    sums();
    return [
      h("div", { class: "bar" }, h("h3", {}, "Automatically"), h("span", { class: "t2" }, `${chosen.number} of ${chosen.payer}, ${usDate(chosen.day)}`)),
      h("div", { class: "do-row" }, h("button", { class: "btn", dataset: { k: "auto" }, on: { click: () => onPost(chosen.number, null) } }, "Post automatically ", h("kbd", { class: "hide" }, "Ctrl Enter")), h("span", { class: "t2" }, "Payment, contract's write-off and patient's share go where the codes say; what was denied stays open.")),
      h("div", { class: "bar top" }, h("h3", {}, "By hand"), total, h("span", { class: "end meta t3" }, "arrows move, Enter goes down")), grid,
      h("div", { class: "do-row" }, button, h("span", { class: "t2" }, "Of each line: what was paid, what the contract takes off, what is the patient's, and what stays open because it was denied.")),
    ];
  }

  function gridRow(remittance, claim, line) {
    const prior = line.adjustments.filter(({ group, carc }) => group === "OA" && carc === "23").reduce((sum, { amount }) => sum + Number(amount), 0);
    const place = Number(line.charge) - prior;
    const key = (name) => `post/${remittance.number}/${claim.n}/${line.number}/${name}`;
    const gap = h("td", { class: "num" });
    let changed = () => {};
    const inputs = Object.fromEntries(COLUMNS.map(([name, title]) => [name, h("input", {
      class: "in box amt", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 11, value: outbox.get(key(name)) ?? "", dataset: { k: key(name) },
      "aria-label": `${title}, claim ${claim.n} line ${line.number}`, on: { input: () => { outbox.set(key(name), inputs[name].value.trim()); tell(); changed(); } },
    })]));
    const amount = (name) => readAmount(inputs[name].value);
    const difference = () => place - COLUMNS.reduce((sum, [name]) => sum + amount(name), 0);
    function tell() {
      for (const [name] of COLUMNS) inputs[name].classList.toggle("bad", Number.isNaN(toNumber(inputs[name].value)));
      const left = difference();
      fill(gap, Math.abs(left) < 0.005 ? verdict("r", "ok", "0.00") : h("span", { class: "b" }, money(left)));
    }
    tell();
    return {
      element: h("tr", {}, h("td", { class: "t3" }, `${claim.n}, ${line.number}`), h("td", { class: "mono" }, [line.code, ...line.modifiers].join("-")), h("td", { class: "num" }, money(place)),
        COLUMNS.map(([name]) => h("td", { class: "num amtcell" }, inputs[name])), gap),
      amount, difference, begun: () => COLUMNS.some(([name]) => inputs[name].value.trim() !== ""), onChange(listener) { changed = listener; }, focus: () => inputs.paid.focus(),
      typed: () => ({ claim: claim.n, line: line.number, ...Object.fromEntries(COLUMNS.map(([name]) => [name, amount(name).toFixed(2)])) }),
    };
  }

  function posted(view) {
    const done = view.remittances.filter((one) => one.posted);
    if (!done.length) return null;
    return [h("div", { class: "bar top" }, h("h3", {}, "Posted"), onReverseHint && h("span", { class: "end" }, h("button", { class: "lk", on: { click: onReverseHint } }, "Entries in the ledger"))),
      table("Posted remittances", [["Remittance", "mono"], ["Payer"], ["Day"], ["Amount", "num"]], done.map((one) => [one.number, one.payer, usDate(one.day), money(one.amount)]))];
  }

  return { element, draw, first: () => element.querySelector(".amt") ?? element.querySelector("button") ?? element, postByHand: () => shown?.postByHand(), begun: () => Boolean(shown?.begun()) };
}

const toNumber = (text) => (text.trim() ? Number(text.replaceAll(",", "").replace(/^\$/, "")) : 0);

function readAmount(text) {
  const value = toNumber(text);
  return Number.isFinite(value) ? Math.round(value * 100) / 100 : 0;
}

/** Arrow keys and Enter move through the grid; left and right only at the end of what is typed. */
function walk(event, grid) {
  const input = event.target.closest(".amt");
  if (!input || event.altKey || event.ctrlKey) return;
  const rows = [...grid.querySelectorAll("tbody tr")];
  const row = rows.findIndex((one) => one.contains(input));
  const cells = [...rows[row].querySelectorAll(".amt")];
  const column = cells.indexOf(input);
  const [atStart, atEnd] = [input.selectionEnd === 0, input.selectionStart === input.value.length];
  const target = { ArrowDown: rows[row + 1]?.querySelectorAll(".amt")[column], Enter: rows[row + 1]?.querySelectorAll(".amt")[column], ArrowUp: rows[row - 1]?.querySelectorAll(".amt")[column], ArrowLeft: atStart && cells[column - 1], ArrowRight: atEnd && cells[column + 1] }[event.key];
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.select();
}
