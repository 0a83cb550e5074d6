// The ledger tab: balances and their age, then every entry with its two sides; a wrong one is undone by its reversal.

import { h, money, usDate } from "./dom.js";
import { table } from "./desk_parts.js";
import { redraw, scroller, withDays } from "./account_parts.js";

const PAST_REVERSAL = new Set(["charge", "reversal"]);

/** `onReverse(entry)` undoes an entry. Gives {element, draw(view)}. */
export function ledgerTab({ onReverse, payerName }) {
  const element = scroller("Ledger");

  function draw(view) {
    redraw(element, [view.ledger, view.balance, view.aging, view.closed], () => [sums(view.balance), aging(view.aging ?? []), entries(view)]);
  }

  function aging(rows) {
    const open = rows.filter(({ buckets }) => Object.values(buckets).some(Number));
    if (!open.length) return null;
    const names = Object.keys(open[0].buckets);
    return [h("div", { class: "bar top" }, h("h3", {}, "Age of what is open"), h("span", { class: "t2" }, "days since the service")),
      table("Aging", [["Owed by"], ...names.map((name) => [name, "num"])], open.map(({ party, buckets }) => [party === "patient" ? "Patient" : payerName(party), ...names.map((name) => (Number(buckets[name]) ? money(buckets[name]) : ""))]))];
  }

  function entries(view) {
    const { entries: legs, reversed = [] } = view.ledger;
    const numbers = [...new Set(legs.map(({ n }) => n))];
    const undone = new Set(reversed);
    const several = new Set(legs.map(({ party }) => party).filter((party) => party && party !== "patient")).size > 1;
    const account = view.claims[0].claim.items["26"];
    const rows = numbers.flatMap((n) => legs.filter((leg) => leg.n === n).map((leg, index) => {
      const may = !index && !view.closed && !undone.has(n) && !leg.reverses && !PAST_REVERSAL.has(leg.kind);
      return {
        props: { class: [index ? "leg" : "leg first", undone.has(n) && "undone"].filter(Boolean).join(" ") },
        cells: [index ? "" : n, index ? "" : usDate(leg.day), [leg.account, several && leg.party && leg.party !== "patient" && h("span", { class: "t3 meta" }, ` ${payerName(leg.party)}`)], index ? "" : entryWords(leg.text, account), leg.debit ? money(leg.debit) : "", leg.credit ? money(leg.credit) : "",
          may ? h("button", { class: "lk", dataset: { k: `reverse-${n}` }, "aria-label": `Reverse entry ${n}`, on: { click: () => onReverse({ n, text: entryWords(leg.text, account) }) } }, "Reverse") : undone.has(n) && !index ? h("span", { class: "meta t3" }, "reversed") : ""],
      };
    }));
    const sum = (side) => money(legs.reduce((total, leg) => total + Number(leg[side] || 0), 0));
    return [h("div", { class: "bar top" }, h("h3", {}, "Entries"), h("span", { class: "t2" }, "never changed, only reversed")),
      table("Ledger entries", [["", "t3"], ["Day"], ["Account"], ["Entry"], ["Debit", "num"], ["Credit", "num"], [""]], rows,
        h("tr", {}, h("td", { colspan: 4 }, "Together"), h("td", { class: "num" }, sum("debit")), h("td", { class: "num" }, sum("credit")), h("td", {})))];
  }

  return { element, draw };
}

/** The entry's words without the account's own number, which stands in the head. */
function entryWords(text, account) {
  const rest = withDays(text).replace(account, "").replace(/^[\s:]+/, "");
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function sums(balance) {
  const parts = [["Charges", balance.charges], ["Paid", balance.paid], ["Written off", balance.written_off], ["Insurance owes", balance.insurance], ["Patient owes", balance.patient], ...(Number(balance.credit) ? [["Credit", balance.credit]] : [])];
  return h("dl", { class: "sum sums" }, parts.map(([term, amount]) => h("div", {}, h("dt", {}, term), h("dd", {}, money(amount)))), h("div", { class: "total" }, h("dt", {}, "Balance"), h("dd", {}, money(balance.total))));
}
