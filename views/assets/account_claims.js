// The claims tab: every claim that went out with its gates and its answer, and those being prepared. The chosen one is the
// CMS-1500: a copy to read when it is out, a form to mend while it is a draft; its 837P lies below.

import { h, fill, icon, money, usDate, count } from "./dom.js";
import { claimForm, claimValue } from "./claim_form.js";
import { table, verdict } from "./desk_parts.js";
import { x12Strip } from "./x12_strip.js";
import { CLAIM_KINDS, GATES, ORDERS, empty, redraw, withDays } from "./account_parts.js";

/** `ctx`: {items, columns, outbox, api, attempt}; `onPick(id)` chooses a claim ("1") or a draft ("corrected.1").
 *  Gives {element, draw(view, id), focus, jumpNow, scrub(), next(), showItem}. */
export function claimsTab({ items, columns, outbox, api, attempt, onPick, onScrub, onPaper, pdfOf }) {
  const rows = h("div", { class: "claimrows" });
  const says = h("div", { class: "says scroll", tabIndex: 0, role: "region", "aria-label": "What the gates say" });
  const bar = h("div", { class: "bar top" });
  const paper = h("div", { class: "claimpaper" });
  const element = h("div", { class: "claims" }, rows, bar, says, paper);
  let current = null; // {id, draft, form, strip, messages}

  function draw(view, id) {
    const all = [...view.drafts.map((draft) => ({ ...draft, isDraft: true })), ...[...view.claims].reverse().map((claim) => ({ ...claim, id: String(claim.n) }))];
    const chosen = all.find((one) => one.id === id) ?? all[0] ?? null;
    redraw(rows, [view.drafts.map((one) => [one.id, one.payer, one.kind]), view.claims.map(({ n, state, gates, answer, sent_on: on, claim_number: number }) => [n, state, gates, on, number, answer?.status]), chosen?.id], () => rowList(all, chosen));
    if (!chosen) { fill(paper, empty("No claim has been sent.")); return; }
    redraw(bar, [chosen.id, chosen.claim_number, chosen.kind, view.closed], () => barOf(chosen));
    drawForm(view, chosen);
    redraw(says, [chosen.id, chosen.gates, chosen.prior_payers, current.messages], () => saysOf(chosen));
    says.hidden = !says.childElementCount;
  }

  function rowList(all, chosen) {
    return h("ul", { class: "q crows", role: "list" }, all.map((one) => h("li", {}, h("button", { dataset: { k: `claim-${one.id}` }, "aria-current": one === chosen ? "true" : null, on: { click: () => onPick(one.id) } },
      h("span", { class: "cwhat" }, h("b", {}, one.isDraft ? CLAIM_KINDS[one.kind] : `${CLAIM_KINDS[one.kind]} ${one.n}`), " ", one.payer, h("span", { class: "m" }, one.isDraft ? "draft" : `sent ${usDate(one.sent_on)}`, one.claim_number && [", ", h("span", { class: "mono" }, one.claim_number)])),
      one.isDraft ? h("span", { class: "gates t2" }, "being prepared") : gatesOf(one),
      h("span", { class: "num" }, money(one.isDraft ? one.claim.items["28"] : one.charge)), one.isDraft ? verdict("c", "arr", "To send") : claimState(one)))));
  }

  function gatesOf(claim) {
    return h("span", { class: "gates" }, Object.entries(GATES).map(([gate, name]) => {
      const said = claim.gates.filter((one) => one.gate === gate).at(-1);
      if (!said) return h("span", { class: "v t3", title: `${name}: no answer yet` }, icon("miss"), h("span", {}, name));
      const warned = said.accepted && said.messages.length > 0;
      return h("span", { class: `v v-${said.accepted ? (warned ? "c" : "r") : "w"}`, title: withDays(`${name}, ${usDate(said.day)}: ${said.text}`) }, icon(said.accepted ? "ok" : "x"), h("span", {}, name), h("span", { class: "vh" }, said.accepted ? " accepted" : " rejected"));
    }));
  }

  function barOf(chosen) {
    const title = chosen.isDraft ? CLAIM_KINDS[chosen.kind] : `${CLAIM_KINDS[chosen.kind]} ${chosen.n} as sent`;
    const pdf = pdfOf(chosen);
    return [h("h3", {}, title), h("span", { class: "t2" }, [chosen.payer, ORDERS[chosen.order]].filter(Boolean).join(", ")),
      chosen.isDraft && h("button", { class: "btn btn-s", dataset: { k: "scrub" }, on: { click: () => onScrub() } }, "Scrub ", h("kbd", { class: "hide" }, "F9")),
      pdf && h("a", { class: "pdf", href: pdf, target: "_blank", rel: "noopener" }, "PDF"), h("span", { class: "end jumpplace" })];
  }

  function drawForm(view, chosen) {
    const wanted = `${chosen.id}|${chosen.isDraft ? JSON.stringify(chosen.claim) : ""}`;
    if (current?.wanted !== wanted) {
      current?.strip.stop();
      const messages = current?.id === chosen.id ? current.messages : [];
      current = { wanted, id: chosen.id, draft: chosen.isDraft ? chosen.id : null, messages };
      const value = (name) => (chosen.isDraft ? outbox.get(`draft/${chosen.id}/${name}`) : null) ?? claimValue(chosen.claim, name);
      current.value = value;
      current.form = claimForm({
        items, columns, get: value, onChange: chosen.isDraft && !view.closed ? (name, next) => { outbox.set(`draft/${chosen.id}/${name}`, next); current.strip.refresh(900); } : null,
        locked: chosen.isDraft && !chosen.may_change_codes ? (name) => /^dx\/|^row\/\d\/D$/.test(name) : () => false, onBox: (item) => current.strip.show(item),
      });
      current.strip = x12Strip({
        load: () => api.get(`/api/x12?${new URLSearchParams({ attempt, ...(chosen.isDraft ? { draft: chosen.id } : { claim: chosen.n }) })}`),
        onItem: (item) => current.form.goTo(item, false), value: (item) => boxValue(value, item),
      });
      fill(paper, current.form.element, current.strip.element);
      current.strip.refresh(chosen.isDraft ? 500 : 0);
    }
    current.form.pin(chosen.isDraft ? current.messages : told(chosen.gates));
    const jumpPlace = bar.querySelector(".jumpplace");
    if (jumpPlace && !jumpPlace.firstChild) jumpPlace.append(current.form.jump);
  }

  function saysOf(chosen) {
    const messages = chosen.isDraft ? current.messages : told(chosen.gates);
    return [chosen.prior_payers?.length > 0 && priorPayers(chosen.prior_payers), messages.length > 0 && h("ul", { class: "msgs", role: "list" }, messages.map((message, index) => messageRow(message, index)))];
  }

  function messageRow({ item, severity, message, edit, cites, gate, code }, index) {
    const word = { error: "Error", warning: "Warning", info: "Note" }[severity];
    return h("li", {}, h("button", { dataset: { k: `msg-${index}` }, on: { click: () => { current.form.goTo(item); current.strip.show(item); } } },
      h("span", { class: `pin s${severity === "error" ? "" : severity === "warning" ? " w" : " n"}` }, index + 1), h("span", { class: "mono" }, item),
      h("span", {}, h("span", { class: "vh" }, `${word}, `), h("b", {}, message)), h("span", { class: "cite" }, [gate && `${GATES[gate.gate]} ${usDate(gate.day)}`, code, !code && edit && `edit ${edit}`, cites].filter(Boolean).join(". "))));
  }

  return {
    element, draw,
    get draft() { return current?.draft ?? null; },
    first: () => (paper.querySelector(".formwrap") ?? rows),
    focus: () => (current?.draft ? current.form.first() : paper.querySelector(".formwrap")?.focus()),
    strip: () => current?.strip,
    onOthers(news) { for (const { key } of news) if (current?.draft && key.startsWith(`draft/${current.draft}/`)) current.form.show(key.slice(`draft/${current.draft}/`.length)); },
    checked(messages) { if (current) { current.messages = messages; current.form.pin(messages); redraw(says, [current.id, messages, Date.now()], () => [h("p", { class: "empty" }, messages.length ? `${count(messages.filter(({ severity }) => severity === "error").length, "error")}, ${count(messages.filter(({ severity }) => severity === "warning").length, "warning")}` : verdict("r", "ok", "The edits found nothing. What they do not look at is still yours to compare.")), messages.length > 0 && h("ul", { class: "msgs", role: "list" }, messages.map((message, index) => messageRow(message, index)))]); says.hidden = false; } },
    stop() { current?.strip.stop(); },
    openPaper: onPaper,
  };
}

/** What the gates said, the last gate first; what two of them said alike, once. */
function told(gates) {
  const all = [...gates].reverse().flatMap((gate) => gate.messages.map((message, index) => ({ ...message, gate, code: gate.codes?.[index] })));
  return all.filter((one, index) => all.findIndex(({ item, message }) => item === one.item && message === one.message) === index);
}

/** What stands in the box of a form item, for the 837P to mark. */
export function boxValue(value, item) {
  const line = /^24([A-J])\.(\d)$/.exec(item);
  const diagnosis = /^21([A-L])$/.exec(item);
  if (line) return value(`row/${line[2]}/${line[1]}`);
  if (diagnosis) return value(`dx/${diagnosis[1]}`);
  return value(`item/${item}`) ?? "";
}

function claimState({ state, answer, kind }) {
  if (state === "rejected") return verdict("w", "x", "Rejected");
  if (state === "waiting") return verdict("", "clk", "With payer");
  if (kind === "void") return verdict("r", "ok", "Voided");
  if (answer?.status === "denied") return verdict("w", "x", "Denied");
  if (answer?.lines.some(({ denied }) => denied)) return verdict("c", "half", "Partly paid");
  return answer ? verdict("r", "ok", "Paid") : verdict("", "clk", "Answered");
}

/** What the payers before this one answered: the amounts that go with a secondary claim. */
function priorPayers(payers) {
  return payers.map((payer) => h("div", {}, h("div", { class: "bar" }, h("h3", {}, `${payer.payer} answered first`), h("span", { class: "mono" }, payer.claim_number), h("span", { class: "end meta t3" }, usDate(payer.paid_on))),
    table(`What ${payer.payer} answered`, [["Line", "t3"], ["Code", "mono"], ["Paid", "num"], ["Adjustments that go along", "adj"]], payer.lines.map((line) => [line.number, [line.code, ...line.modifiers].join("-"), money(line.paid), line.adjustments.map(({ group, carc, amount }) => h("span", { class: "code1" }, `${group}-${carc} ${money(amount)}`))]),
      h("tr", {}, h("td", { colspan: 2 }, `Charged ${money(payer.charge)}, allowed ${money(payer.allowed)}`), h("td", { class: "num" }, money(payer.paid)), h("td", {}, `left to the patient ${money(payer.patient)}`)))));
}
