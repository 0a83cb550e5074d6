// Right of the account desk: the workbench of what is chosen on the left. What came back in plain words, deadlines, evidence,
// root cause, what to do, and afterwards the outcome as it comes. Nothing here says what was right.

import { h, count, icon, money, usDate } from "./dom.js";
import { verdict } from "./desk_parts.js";
import { evidenceList } from "./account_papers.js";
import { unpostedOf } from "./account_steps.js";
import { CLAIM_KINDS, DUE_WORDS, GROUPS, barOf, daysWords, dollars, empty, redraw, scroller, urgency, withDays } from "./account_parts.js";

const TITLES = { rejection: "Rejection", denial: "Denial", underpaid: "Underpaid?", takeback: "Take-back", credit: "Credit balance", share: "Patient's share" };
const OWED = { credit: "to pay back", takeback: "taken back", underpaid: "in question" };

/** `doing` holds the desk's actions: paper, post, hand, send, statement, adjust, tab. Gives {element, draw(view, todo), choice(item), ask(item)}. */
export function benchPane({ outbox, doing }) {
  const bar = h("div", { class: "bar" });
  const body = scroller("Workbench");
  const notices = h("div", { class: "notices", role: "status" });
  const foot = h("div", { class: "next" });
  const element = h("section", { class: "pane", id: "bench", "aria-label": "Workbench" }, bar, notices, body, foot);

  function draw(view, todo, step) {
    const item = todo ? view.items[todo.id] : null;
    const draft = todo?.kind === "send" ? view.drafts.find(({ id }) => id === todo.id) : item && view.drafts.find((one) => one.item === item.id);
    redraw(bar, [todo], () => headOf(todo, item));
    redraw(body, [todo, item, draft?.id, item?.evidence.map((id) => view.papers.find((paper) => paper.id === id)?.opened), todo?.kind === "post" && view.remittances, view.balance, view.closed, view.statements, todo ? null : view.log.length], () => bodyOf(view, todo, item, draft));
    redraw(foot, [todo?.id, step, item?.state, item?.outcome, draft?.id, view.closed, view.next], () => footOf(view, todo, item, draft, step));
    foot.hidden = !foot.childElementCount;
  }

  function headOf(todo, item) {
    if (!todo) return h("h2", {}, "Next");
    const open = Number(todo.amount) > 0 && h("span", { class: `end v${item && todo.state === "open" ? " v-w" : ""}` }, `${dollars(todo.amount)} ${item ? OWED[item.kind] ?? "open" : ""}`);
    if (!item) return [h("h2", {}, todo.title), open];
    return [h("h2", {}, TITLES[item.kind] ?? "Open item"), item.carc && h("span", { class: "mono" }, [`${item.group}-${item.carc}`, ...item.rarcs].join(" ")), open];
  }

  function bodyOf(view, todo, item, draft) {
    if (!todo) return view.closed ? empty("The account is closed.") : nothingOpen(view);
    if (item) return itemBody(view, item, draft);
    if (todo.kind === "post") return postBody(view, view.remittances.find(({ number }) => number === todo.id));
    if (todo.kind === "send") return draftBody(view, draft);
    if (todo.kind === "statement") return patientBody(view, todo);
    return empty(withDays(todo.title), todo.due && ` comes on ${usDate(todo.due)}.`, " Until then nothing can be done about it.");
  }

  // ---- an open item ----

  function itemBody(view, item, draft) {
    const evidence = evidenceList(view, item.evidence, doing.paper);
    return [whatCameBack(item), deadlines(item), outcome(view, item, draft),
      barOf("Evidence", h("span", { class: "t2" }, evidence.words)), evidence.element,
      item.state !== "settled" && !view.closed && [causes(item), actions(item), proof(view, item), note(item)]];
  }

  function whatCameBack(item) {
    return [h("p", { class: "say" }, item.code && [h("span", { class: "mono" }, item.code), item.line ? `, line ${item.line} of claim ${item.claim}. ` : " "], item.meaning && `${item.meaning}.`, !item.meaning && { rejection: "The claim was sent back before anybody decided on it: it counts as never received.", underpaid: "Paid, and perhaps less than the contract says.", credit: `More came in than was owed: it is ${item.id === "c.patient" ? "the patient's" : "the payer's"} money.`, takeback: "The payer takes back what it paid." }[item.kind]),
      GROUPS[item.group] && h("p", { class: "say meta t2" }, `${item.group}: ${GROUPS[item.group]}`),
      Object.entries(item.remarks ?? {}).map(([code, words]) => h("p", { class: "say meta t2" }, h("span", { class: "mono" }, code), ` ${words}`))];
  }

  function deadlines({ due }) {
    if (!due.length) return null;
    return h("dl", { class: "dues" }, due.map(({ what, day, days_left: days }) => h("div", {}, h("dt", {}, DUE_WORDS[what] ?? what), h("dd", {}, h("b", {}, usDate(day)), " ", verdict(urgency(days), days < 0 ? "warn" : "clk", daysWords(days))))));
  }

  function outcome(view, item, draft) {
    if (draft && !view.closed) return h("p", { class: "came" }, icon("arr"), h("span", {}, decided(item), h("span", {}, h("button", { class: "lk", dataset: { k: "to-draft" }, on: { click: () => doing.pickClaim(draft.id) } }, `${CLAIM_KINDS[draft.kind]} to ${draft.payer}`), draft.may_change_codes ? " is ready to be mended and sent." : " is ready; its codes are the coder's to change.")));
    return item.outcome && h("p", { class: `came came-${item.state}` }, icon(item.state === "settled" ? "ok" : item.state === "waiting" ? "clk" : "info"), h("span", {}, decided(item), h("span", {}, withDays(item.outcome))));
  }

  function decided({ decision, decided_on: on, actions: all }) {
    return decision && h("span", { class: "meta t2" }, `${all.find(({ id }) => id === decision.action)?.title ?? ""}, ${usDate(on)}`);
  }

  const key = (item, what) => `decide/${item.id}/${what}`;

  function causes(item) {
    if (!item.causes.length) return null;
    return radios(item, "cause", "Root cause", item.causes.map(({ id, title, hint }) => [id, title, hint]));
  }

  function actions(item) {
    return radios(item, "action", "What to do", item.actions.map(({ id, title, hint }) => [id, title, hint]), () => { drawProof(item); });
  }

  function radios(item, what, legend, options, after = () => {}) {
    const set = h("fieldset", { class: "choice", dataset: { what } }, h("legend", { class: "bar" }, legend), h("div", { class: "opt" }, options.map(([value, title, hint]) =>
      h("label", {}, h("input", { type: "radio", name: `${what}-${item.id}`, value, checked: outbox.get(key(item, what)) === value, dataset: { k: `${what}-${item.id}-${value}` }, on: { change: () => { outbox.set(key(item, what), value); set.classList.remove("missing"); doing.changed(); after(); } } }), h("span", {}, h("span", {}, title), hint && h("small", {}, hint))))));
    return set;
  }

  function proof(view, item) {
    const chosen = () => new Set(outbox.get(key(item, "proof")) ?? []);
    const papers = view.papers.filter(({ kind }) => kind !== "contract" || true);
    return h("fieldset", { class: "choice", dataset: { what: "proof" }, hidden: !wantsProof(item) }, h("legend", { class: "bar" }, "Papers that go with it"), h("div", { class: "opt" }, papers.map((paper) =>
      h("label", {}, h("input", { type: "checkbox", value: paper.id, checked: chosen().has(paper.id), dataset: { k: `proof-${item.id}-${paper.id}` }, on: { change: (event) => {
        const now = chosen();
        if (event.target.checked) now.add(paper.id); else now.delete(paper.id);
        outbox.set(key(item, "proof"), [...now]);
        doing.changed();
      } } }), h("span", {}, withDays(paper.title))))));
  }

  function wantsProof(item) { return Boolean(item.actions.find(({ id }) => id === outbox.get(key(item, "action")))?.proof); }
  function drawProof(item) { const set = body.querySelector("[data-what=proof]"); if (set) set.hidden = !wantsProof(item); }

  function note(item) {
    const area = h("textarea", { id: "bench-note", class: "note-in", rows: 2, maxlength: 2000, dataset: { k: `note-${item.id}` }, placeholder: "Name, time, reference number; or why", on: { input: () => outbox.set(key(item, "note"), area.value) } });
    area.value = outbox.get(key(item, "note")) ?? "";
    return h("div", { class: "notefield" }, h("label", { for: "bench-note" }, "Note"), area);
  }

  // ---- the other to-dos ----

  function postBody(view, remittance) {
    if (!remittance) return null;
    const denied = view.claims.filter(({ remittance: number }) => number === remittance.number).flatMap(({ answer }) => answer?.lines.filter(({ denied: no }) => no) ?? []);
    const came = remittance.method === "NON" ? `${remittance.payer} answered on ${usDate(remittance.day)} without a payment.` : `${dollars(remittance.amount)} from ${remittance.payer}, ${remittance.method === "CHK" ? "by check" : "by EFT"} of ${usDate(remittance.day)}.`;
    return [h("p", { class: "say" }, came, denied.length > 0 && ` ${count(denied.length, "line")} denied.`),
      h("p", { class: "say t2" }, "Read it first; then post it. Posting says who owes what: what the contract takes off, what is the patient's, and what stays open with the payer."),
      h("div", { class: "do-row" }, h("button", { class: "btn", dataset: { k: "bench-auto" }, on: { click: () => doing.post(remittance.number) } }, "Post automatically"), h("button", { class: "btn", dataset: { k: "bench-hand" }, on: { click: () => doing.hand(remittance.number) } }, "Post by hand ", h("kbd", { class: "hide" }, "H")))];
  }

  function draftBody(view, draft) {
    if (!draft) return null;
    const original = view.claims.find(({ n }) => n === draft.replaces);
    const first = draft.kind === "secondary" ? "The payer before it has answered; its amounts go along, line by line." : draft.kind === "corrected" ? "Item 22 says 7 and the payer's number of the claim that it replaces." : draft.kind === "void" ? "Item 22 says 8: the claim is taken back whole." : "It goes out as a claim of its own.";
    return [h("p", { class: "say" }, `${CLAIM_KINDS[draft.kind]} to ${draft.payer}, ${dollars(draft.claim.items["28"])}. ${first}`),
      original && h("p", { class: "say t2" }, `It mends claim ${original.n}`, original.claim_number && [", ", h("span", { class: "mono" }, original.claim_number)], "."),
      h("p", { class: "say t2" }, draft.may_change_codes ? (draft.codes_by_coder ? "The coder's new codes stand in it." : "Every box can be changed.") : "Diagnoses, procedures and modifiers are the coder's: ask the coder where they are wrong. Every other box can be changed."),
      h("div", { class: "do-row" }, h("button", { class: "btn", dataset: { k: "bench-form" }, on: { click: () => doing.pickClaim(draft.id, true) } }, "To the form"), h("button", { class: "btn", dataset: { k: "bench-scrub" }, on: { click: () => doing.scrub(draft.id) } }, "Scrub ", h("kbd", { class: "hide" }, "F9")))];
  }

  function patientBody(view, todo) {
    const { patient } = view.balance;
    const sent = view.statements ?? [];
    return [h("p", { class: "say" }, `The patient owes ${dollars(patient)}. `, sent.length ? `${count(sent.length, "statement")} sent, the last on ${usDate(sent.at(-1))}.` : "No statement has been sent yet."),
      statementOf(view), todo.state === "open" && !view.closed && [barOf("Or give it up", h("span", { class: "t2" }, "for a reason of the policy")), h("div", { class: "opt giveup" }, ADJUSTMENTS.map(([reason, title, hint]) =>
        h("button", { class: "optbtn", dataset: { k: `adjust-${reason}` }, on: { click: () => doing.adjust(reason, title) } }, h("span", {}, title, h("small", {}, hint)))))]];
  }

  function statementOf(view) {
    const papers = view.papers.filter(({ id }) => id.startsWith("statement.") && !id.includes("pdf"));
    if (!papers.length) return null;
    return h("ul", { class: "q", role: "list" }, papers.map((paper) => h("li", {}, h("button", { dataset: { k: `st-${paper.id}` }, on: { click: () => doing.paper(paper) } }, h("span", {}, paper.title), h("span", { class: "meta open-word" }, "Open"), h("span", { class: "m" }, usDate(paper.day))))));
  }

  function nothingOpen(view) {
    const left = Number(view.balance.total);
    if (view.next) return [h("p", { class: "say" }, "Nothing can be done today."), h("p", { class: "say t2" }, `Next: ${withDays(view.next.text)}, ${usDate(view.next.day)}.`), question(view)];
    if (left === 0) return [h("p", { class: "say" }, "Every claim is answered and nothing is owed: the account can be closed."), question(view)];
    return [h("p", { class: "say" }, `${money(view.balance.total)} is still in the books and nothing is on its way.`), h("p", { class: "say t2" }, "Somebody owes it, or it should not be there. The ledger says where it stands; closing now gives it up."), question(view)];
  }

  function question(view) {
    return view.claims.some(({ state }) => state === "posted") && h("p", { class: "say t2" }, "Paid as the contract says? ", h("button", { class: "lk", dataset: { k: "to-lines" }, on: { click: () => doing.tab("remittance") } }, "Hold the lines against it"), ".");
  }

  function footOf(view, todo, item, draft, step) {
    if (view.closed || !item || item.state !== "open") return null;
    const unposted = unpostedOf(view, item);
    if (unposted) return [h("span", { class: "t2" }, "What is open is known once the remittance is posted"), h("button", { class: "btn", dataset: { k: "foot-post" }, on: { click: () => doing.post(unposted) } }, "Post it")];
    return [h("span", { class: "t2" }, draft ? "Or decide otherwise" : "Nothing happens until you decide"), h("button", { class: step.do === "decide" ? "btn btn-1" : "btn", dataset: { k: "foot-decide" }, on: { click: () => doing.decide(item.id) } }, "Decide")];
  }

  return {
    element, draw,
    /** What was chosen for an item, or null with the place marked where something is missing. The root cause has to be
     *  named where the account began with a payer's answer (`named`); of a claim of one's own it may be. */
    choice(item, named) {
      const [cause, action] = [outbox.get(key(item, "cause")), outbox.get(key(item, "action"))];
      const missing = [!action && "action", named && item.causes.length > 0 && !cause && "cause"].filter(Boolean).at(-1);
      if (missing) { this.ask(missing); return null; }
      return { cause: cause ?? "", action, proof: wantsProof(item) ? outbox.get(key(item, "proof")) ?? [] : [], note: outbox.get(key(item, "note")) ?? "" };
    },
    ask(what) {
      const set = body.querySelector(`[data-what=${what}]`);
      set?.classList.add("missing");
      set?.querySelector("input")?.focus();
      set?.scrollIntoView({ block: "nearest" });
    },
    tell(flags) {
      notices.replaceChildren(...flags.map(({ text, cites }) => h("p", { class: "notice" }, icon("warn"), h("span", {}, withDays(text), cites && h("span", { class: "meta t2" }, cites)))));
    },
    onOthers(news, item) {
      for (const { key: changed, value } of news) {
        const [kind, id, what] = changed.split("/");
        if (kind !== "decide" || id !== item?.id) continue;
        for (const input of body.querySelectorAll(`[data-what=${what}] input[type=radio]`)) input.checked = input.value === value;
        if (what === "action") drawProof(item);
      }
    },
    first: () => body.querySelector("input:checked") ?? body.querySelector("input, button") ?? body,
  };
}

const ADJUSTMENTS = [
  ["small_balance", "Small balance", "not worth a stamp; the policy says up to what"], ["prompt_pay", "Prompt-pay discount", "for those who pay at once; never as a routine"],
  ["charity", "Financial assistance", "the patient's means were checked"], ["bad_debt", "Bad debt", "after the statements of the policy, for all patients alike"],
];
