// The account on the result screen: the root cause with its reasons and papers, and the model's way through the days beside
// one's own, down to what was collected.

import { h, icon, money, usDate } from "./dom.js";
import { verdict } from "./desk_parts.js";
import { withDays } from "./account_parts.js";

export const ACCOUNT_PLACES = { "root cause": "Root cause", action: "What to do", proof: "Papers", money: "Money", conduct: "Conduct" };

/** Left pane of the account's part. `end`: {root_cause, solution, collected}, `account`: the view at its close. */
export function accountEvidence({ account, account_end: end }) {
  const element = h("div", { class: "scroll fillpane", tabIndex: 0, role: "region", "aria-label": "Root cause and the way through" },
    end.root_cause && rootCause(end.root_cause, account), ways(account, end));
  return { element, bar: [h("h2", {}, "The account, day by day"), h("span", { class: "end meta t2" }, `closed on ${usDate(account.day)}`)], light() {} };
}

function rootCause({ title, why, cites, papers, evidence }, account) {
  const named = papers.map((id) => account.papers.find((paper) => paper.id === id)).filter(Boolean);
  return [h("div", { class: "cause" }, h("p", { class: "meta t2" }, "Root cause"), h("h3", {}, title), h("p", {}, withDays(why)),
    evidence.map(({ text, document }) => h("p", { class: "quote" }, text, document && h("span", { class: "t3 meta" }, ` ${document}`))),
    named.length > 0 && h("ul", { class: "cause-papers", role: "list", "aria-label": "Papers that show it" }, named.map((paper) => h("li", {}, paper.opened ? verdict("r", "ok", withDays(paper.title), ", which you opened") : verdict("", "miss", withDays(paper.title), ", not opened")))),
    cites && h("p", { class: "meta t3" }, cites))];
}

function ways(account, { solution, collected }) {
  const yours = way("Your way", account.log, collected.you);
  if (!solution.length) return yours;
  return h("div", { class: "ways" }, yours, way("The model's way", solution, collected.model));
}

function way(title, log, sum) {
  return h("section", { "aria-label": title }, h("div", { class: "bar" }, h("h3", {}, title), sum !== null && h("span", { class: "end" }, h("b", {}, `$${money(sum)}`), h("span", { class: "t2" }, " collected"))), timeline(log));
}

/** What happened, oldest first. */
export function timeline(log) {
  return h("ol", { class: "log way", role: "list" }, log.map((entry) => h("li", { class: `log-${entry.kind}` }, h("div", {}, h("span", { class: "log-day meta t3" }, usDate(entry.day).slice(0, 5)), icon(entry.kind === "decision" ? "key" : "rt"),
    h("span", { class: "log-what" }, h("b", {}, withDays(entry.title)), entry.text && h("span", { class: "meta t2" }, withDays(entry.text)))))));
}

/** What an account came to, for the money tab: its log and its last balances. */
export function accountMoney({ account, account_end: end }) {
  if (!account) return null;
  const { balance } = account;
  return [h("div", { class: "bar top" }, h("h3", {}, "The account"), h("span", { class: "end" }, Number(balance.total) === 0 ? verdict("r", "ok", "Zero balance") : verdict("w", "x", `$${money(balance.total)} given up`))),
    h("dl", { class: "sum" }, [["Charges", balance.charges], ["Paid", balance.paid], ["Written off", balance.written_off], ["Balance", balance.total]].map(([term, amount]) => h("div", {}, h("dt", {}, term), h("dd", {}, money(amount))))),
    !end?.root_cause && timeline(account.log)];
}
