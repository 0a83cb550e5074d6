// The account desk: from the first claim to zero balance. Nothing happens while the learner thinks; each action goes to the
// server once, in order, and what comes back is drawn once, only where it changed.

import { h, icon, money, usDate } from "./dom.js";
import { ask, confirmSubmit, deskFrame, keyHelp, savedBadge, timer } from "./frame.js";
import { contractView, deskKeys, failure, phoneBar, tabs } from "./desk_parts.js";
import { benchPane } from "./account_bench.js";
import { claimsTab } from "./account_claims.js";
import { ledgerTab } from "./account_ledger.js";
import { papersTab } from "./account_papers.js";
import { postingTab } from "./account_posting.js";
import { remittanceTab } from "./account_remittance.js";
import { specialPaper } from "./account_special.js";
import { nextStep, tooEarly } from "./account_steps.js";
import { todoPane } from "./account_todo.js";
import { daysBetween, dollars, redraw } from "./account_parts.js";

const TABS = [["claims", "Claims"], ["remittance", "Remittance"], ["posting", "Posting"], ["ledger", "Ledger"], ["papers", "Papers"], ["contract", "Contract"]];
const KEYS = [[["Ctrl Enter"], "next step"], [["F8"], "next to-do"], [["F6"], "next pane"], [["Alt 1"], "to do"], [["Alt 2"], "middle"], [["Alt 3"], "workbench"], [["?"], "all keys"]];
const ALL_KEYS = [
  [["Ctrl Enter"], "the step that the button at the top names"], [["F8"], "next to-do; with Shift the one before"], [["F6"], "next pane; with Shift the one before"],
  [["Alt 1"], "to do and log"], [["Alt 2"], "the middle"], [["Alt 3"], "workbench"], [["Alt 4"], "837P of the claim"],
  [["Alt C"], "claims, remittance, posting, ledger, papers, contract in turn"], [["L", "R", "P"], "claims, remittance, papers (outside fields)"],
  [["H"], "post by hand"], [["↑", "↓"], "in a grid or on a remittance: line"], [["U"], "hold the chosen line to be underpaid"], [["F9"], "scrub the draft"], [["W"], "wait for the next thing"], [["?"], "this list"],
];

/** Mounts the desk of stage "account"; see case.js for `ctx`. */
export function mount(root, ctx) {
  const { caseData, outbox, api, reload } = ctx;
  const { attempt, encounter } = caseData;
  let view = caseData.account;
  let chosen = firstOf(view);
  const place = { remittance: null, claim: null, line: null, claimId: null, paper: null };
  const trouble = failure();
  const saved = savedBadge(outbox);
  const clockFace = timer(attempt.seconds);
  const primaryWords = h("span");
  const primary = h("button", { class: "btn btn-1", on: { click: () => primaryStep() } }, primaryWords, h("kbd", { class: "hide" }, "Ctrl Enter"));
  let views = null;
  let queue = Promise.resolve();
  let busy = 0;

  const payers = Object.fromEntries(view.claims.map(({ payer_id: id, payer }) => [id, payer]));
  const payerName = (id) => payers[id] ?? view.remittances.find(({ payer_id: one }) => one === id)?.payer ?? id;
  const pdf = (paper) => (paper ? `/api/paper?${new URLSearchParams({ attempt: attempt.id, paper })}` : null);

  const todo = todoPane({ onPick: pick, onPaper: openPaperId });
  const bench = benchPane({ outbox, doing: {
    paper: openPaper, pickClaim, tab: (id) => views.open(id), changed: () => trouble.clear(), post, scrub: scrubDraft,
    hand: (number) => { place.remittance = number; views.open("posting"); posting.first().focus(); },
    decide, adjust,
  } });
  const claims = claimsTab({ items: caseData.items, columns: caseData.line_columns, outbox, api, attempt: attempt.id, onPick: pickClaim, onScrub: () => scrubDraft(claims.draft), onPaper: openPaperId,
    pdfOf: (one) => pdf(`cms1500.${one.isDraft ? `draft.${one.id}` : one.n}`) });
  const remittance = remittanceTab({ onLine: (claim, line) => { Object.assign(place, { claim, line }); drawTab(); }, onQuestion: questionLine, onRemittance: (number) => { Object.assign(place, { remittance: number, claim: null, line: null }); drawTab(); } });
  const posting = postingTab({ outbox, onPost: post, onTyped: () => drawPrimary(), onReverseHint: () => views.open("ledger") });
  const ledger = ledgerTab({ onReverse: reverse, payerName });
  const papers = papersTab({ documents: encounter.documents, contract: caseData.contract, onOpen: openPaper, readText: (text) => api.post("/api/explain", { text }),
    special: (paper) => specialPaper(paper, { view, caseData, toTab: (id, spot) => { Object.assign(place, spot); views.open(id); } }), pdfOf: (paper) => pdf(pdfId(paper, view)) });
  const contract = h("div", { class: "tabpanel" });
  const built = { claims, remittance, posting, ledger, papers, contract: { element: contract } };

  views = tabs(TABS.map(([id, title]) => ({ id, title, build: () => built[id].element })), { label: "The account", onOpen: () => drawTab() });
  const middle = h("section", { class: "pane", id: "middle", "aria-label": "Claims, money and papers" }, h("div", { class: "bar" }, h("h2", { class: "vh" }, "The account"), views.list, h("span", { class: "end meta t2 hide cut" }, caseData.contract?.name ?? "")), views.panels);
  const body = h("div", { class: "account" }, todo.element, middle, bench.element, trouble.element);
  body.prepend(phoneBar([["To do", "todo"], ["Workbench", "bench"], ["Claims", "middle"]], (id) => body.querySelector(`#${id}`)));
  const day = h("span", {});
  const balance = h("span", {});
  const desk = deskFrame({ title: "Account", role: "biller", facts: headFacts(caseData, view, day, balance), state: [clockFace, saved, primary], body, keys: KEYS });
  if (attempt.role === "both") desk.querySelector(".c-role").lastChild.textContent = "Both hats";
  root.append(desk);
  goWhere(view.todo.find(({ id }) => id === chosen));
  draw();

  // ---- drawing ----

  function draw() {
    const step = drawPrimary();
    const picked = view.todo.find(({ id }) => id === chosen) ?? null;
    redraw(day, [view.day], () => [usDate(view.day), h("span", { class: "t2" }, `, day ${daysBetween(view.service_day, view.day)}`)]);
    redraw(balance, [view.balance.total, view.balance.credit], () => [dollars(view.balance.total), Number(view.balance.credit) > 0 && h("span", { class: "t2" }, `, ${money(view.balance.credit)} credit`)]);
    todo.draw(view, chosen);
    bench.draw(view, picked, step);
    drawTab();
  }

  /** Names the next step on the head's button; a posting begun by hand is finished by hand. */
  function drawPrimary() {
    const step = nextStep(view, chosen);
    if (step.do === "post" && views?.current === "posting" && posting.begun()) Object.assign(step, { do: "hand", label: "Post as typed" });
    if (step.do === "decide" && step.id !== chosen) Object.assign(step, { do: "pick", label: "Next item" });
    redraw(primaryWords, [step.label], () => [step.do === "wait" && icon("clk"), ` ${step.label} `]);
    return step;
  }

  function drawTab() {
    if (!views) return;
    const id = views.current;
    if (id === "claims") claims.draw(view, place.claimId);
    if (id === "remittance") remittance.draw(view, place);
    if (id === "posting") posting.draw(view, place);
    if (id === "ledger") ledger.draw(view);
    if (id === "papers") papers.draw(view, place.paper);
    drawPrimary();
    if (id === "contract") redraw(contract, [lit()], () => contractView(caseData.contract, lit()));
  }

  /** Clauses that the chosen line's reason names. */
  function lit() {
    const item = view.items[chosen];
    const line = view.claims.find(({ n }) => n === item?.claim)?.answer?.lines.find(({ number }) => number === item.line);
    const known = new Set((caseData.contract?.clauses ?? []).map(({ number }) => number));
    return [...new Set((line?.why ?? "").match(/\b\d+\.\d+\b/g) ?? [])].filter((number) => known.has(number));
  }

  // ---- choosing ----

  function pick(one) { chosen = one.id; bench.tell([]); goWhere(one); draw(); ontoScreen(bench.element); }

  /** On a phone the panes stand one under another: what was asked for comes into view. */
  function ontoScreen(pane) { if (matchMedia("(max-width: 900px)").matches) pane.scrollIntoView({ block: "start" }); }

  /** The tab and the place in it that a to-do is about. */
  function goWhere(one) {
    if (!one) return;
    const item = view.items[one.id];
    const draft = item && draftOf(item);
    if (draft) showTab("claims", { claimId: draft });
    else if (item?.kind === "rejection") showTab("claims", { claimId: String(item.claim) });
    else if (item?.kind === "credit") showTab("ledger", {});
    else if (item) showTab("remittance", { claim: item.claim, line: item.line, remittance: view.claims.find(({ n }) => n === item.claim)?.remittance ?? null });
    else if (one.kind === "post") showTab("remittance", { remittance: one.id, claim: null, line: null });
    else if (one.kind === "send") showTab("claims", { claimId: one.id });
    else if (one.kind === "statement") showTab("ledger", {});
  }

  function draftOf(item) { return view.drafts.find((draft) => draft.item === item.id)?.id ?? null; }
  function showTab(id, spot) { Object.assign(place, spot); if (views.current !== id) views.open(id); }

  function pickClaim(id, focus = false) {
    showTab("claims", { claimId: id });
    drawTab();
    ontoScreen(claims.element);
    if (focus) claims.focus();
  }

  function openPaperId(id) { const paper = view.papers.find((one) => one.id === id); if (paper) openPaper(paper); }

  function openPaper(paper) {
    showTab("papers", { paper: paper.id });
    drawTab();
    ontoScreen(papers.reading());
    if (!paper.opened && !view.closed) act({ do: "look", paper: paper.id }, { quiet: true });
  }

  // ---- acting ----

  /** Sends one action; they go one after another, each with its number. Resolves with the new view, null when refused. */
  function act(action, { quiet = false } = {}) {
    const turn = queue.then(() => send(action, quiet));
    queue = turn.catch(() => null);
    return turn;
  }

  async function send(action, quiet) {
    busy += quiet ? 0 : 1;
    primary.disabled = busy > 0;
    trouble.clear();
    try {
      await outbox.settle();
      const answer = await api.post("/api/account", { attempt: attempt.id, number: view.number + 1, action, tab: outbox.tab, last_n: outbox.last });
      if (answer.stage === "done") { await reload(); return null; }
      const before = view;
      view = answer.account;
      settle(action, before);
      draw();
      return view;
    } catch (error) {
      if (error.data?.stage) { await reload(); return null; }
      trouble.show(error);
      return null;
    } finally {
      busy -= quiet ? 0 : 1;
      primary.disabled = busy > 0;
    }
  }

  /** Where the eye goes after an action: to what it brought. */
  function settle({ do: what, item, draft }, before) {
    const fresh = view.flags.slice(before.flags.length);
    bench.tell(fresh);
    if (what === "look") return;
    const known = new Map(before.todo.map((one) => [one.id, one.state]));
    const news = view.todo.find((one) => one.state === "open" && known.get(one.id) !== "open" && !tooEarly(view, one));
    const made = view.drafts.find(({ id }) => !before.drafts.some((one) => one.id === id));
    if (what === "decide" && made) { pickDraft(made, item); return; }
    if (what === "decide" || what === "question") { chosen = what === "question" ? `u${place.claim}.${place.line}` : item; return; }
    const next = (what === "post" ? null : news) ?? view.todo.find((one) => one.id === chosen && one.state === "open" && !tooEarly(view, one)) ?? view.todo.find(({ id }) => id === firstOf(view)) ?? null;
    chosen = next?.id ?? null;
    if (what === "send") { const sent = view.claims.at(-1); showTab("claims", { claimId: String(sent.n) }); if (!next || next.kind === "send") return; if (next.id !== draft) return; }
    if (what === "post" && !next) { showTab("ledger", {}); return; }
    goWhere(next);
  }

  function pickDraft(draft, item) {
    chosen = view.todo.some(({ id }) => id === draft.id) ? draft.id : item;
    showTab("claims", { claimId: draft.id });
  }

  async function primaryStep() {
    if (primary.disabled || busy) return;
    const step = drawPrimary();
    if (step.do === "post") await post(step.id);
    else if (step.do === "hand") posting.postByHand();
    else if (step.do === "pick") { pick(view.todo.find(({ id }) => id === step.id)); bench.first().focus(); }
    else if (step.do === "send") await sendDraft(step.id);
    else if (step.do === "decide") await decide(step.id);
    else if (step.do === "statement") await act({ do: "statement" });
    else if (step.do === "wait") await act({ do: "wait" });
    else if (step.do === "close") await close(false);
    else if (step.do === "stuck") await close(true);
  }

  function post(number, lines = null) { return act({ do: "post", remittance: number, lines }); }

  async function decide(id) {
    const choice = bench.choice(view.items[id], view.case);
    if (!choice) { trouble.show({ message: view.case ? "Choose the root cause and what to do." : "Choose what to do.", kept: "", do: "" }); return; }
    await act({ do: "decide", item: id, ...choice });
  }

  async function sendDraft(id) {
    const draft = view.drafts.find((one) => one.id === id);
    if (place.claimId !== id || views.current !== "claims") { pickClaim(id, true); return; }
    const lines = [`To ${draft.payer}, total ${dollars(outbox.get(`draft/${id}/item/28`) ?? draft.claim.items["28"])}`, "It passes the clearinghouse and the payer's own gate; then the payer decides."];
    if (await confirmSubmit(root, "Send this claim?", lines, "Send claim")) await act({ do: "send", draft: id });
  }

  async function scrubDraft(id) {
    if (!id) return;
    pickClaim(id);
    trouble.clear();
    try {
      await outbox.settle();
      const { messages } = await api.post("/api/scrub-draft", { attempt: attempt.id, draft: id, tab: outbox.tab, last_n: outbox.last });
      claims.checked(messages);
    } catch (error) { trouble.show(error); }
  }

  async function questionLine(claim, line) { Object.assign(place, { claim, line }); await act({ do: "question", claim, line }); }

  async function reverse({ n, text }) {
    if (await confirmSubmit(root, `Reverse entry ${n}?`, [text, "Both stay in the books: the entry and its reversal."], "Reverse it")) await act({ do: "reverse", entry: n });
  }

  async function adjust(reason, title) {
    if (await confirmSubmit(root, `${title}?`, [`${dollars(view.balance.patient)} of the patient's balance is given up.`], "Give it up")) await act({ do: "adjust", reason });
  }

  async function close(givingUp) {
    const open = view.todo.filter(({ state }) => state === "open").length;
    const lines = givingUp ? [`${dollars(view.balance.total)} is given up: it stays unpaid.`, open ? "What is open stays open." : "Nothing else is on its way."] : ["Nothing is owed and nothing is open.", "You see your result with the reasons."];
    const answer = await ask(root, { title: givingUp ? "Close with a balance?" : "Close the account?", body: h("ul", {}, lines.map((line) => h("li", {}, line))), actions: [["Close the account", true], ["Keep working", false]] });
    if (answer) await act({ do: "close", give_up: givingUp });
  }

  // ---- keys ----

  const focusMiddle = () => {
    const panel = views.panels.find((one) => !one.hidden);
    if (views.current === "posting") return posting.first();
    return panel.querySelector(".formwrap, .scroll, .wide") ?? panel;
  };
  const stopKeys = deskKeys(root, [() => todo.first(), focusMiddle, () => bench.first()], {
    "Ctrl+Enter": primaryStep, F8: (event) => todo.move(event.shiftKey ? -1 : 1), F9: () => scrubDraft(claims.draft ?? view.drafts[0]?.id), "?": () => keyHelp(root, ALL_KEYS),
    "Alt+C": () => { const ids = TABS.map(([id]) => id); views.open(ids[(ids.indexOf(views.current) + 1) % ids.length]); },
    L: () => views.open("claims"), R: () => views.open("remittance"), P: () => views.open("papers"), W: () => { if (view.next && !busy) act({ do: "wait" }); },
    H: () => { const waiting = view.remittances.find(({ posted }) => !posted); if (waiting) { place.remittance = waiting.number; views.open("posting"); posting.first().focus(); } },
    U: () => { if (views.current === "remittance") remittance.element.querySelector("[data-k=question]")?.click(); },
    "Alt+4": () => { showTab("claims", {}); claims.strip()?.focus(); },
  });

  const stopOthers = outbox.onOthers((news) => { claims.onOthers(news); bench.onOthers(news, view.items[chosen]); });
  return { unmount() { stopKeys(); stopOthers(); saved.stop(); clockFace.stop(); claims.stop(); } };
}

/** The to-do that the next step is about; null where there is nothing to do but wait or close. */
function firstOf(view) {
  const { id } = nextStep(view);
  return view.todo.some((todo) => todo.id === id) ? id : null;
}

function headFacts({ encounter }, view, day, balance) {
  const { patient } = encounter;
  return [
    ["Account", h("span", { class: "mono" }, view.claims[0].claim.items["26"])], ["Patient", `${patient.last_name}, ${patient.first_name}`], ["Service", usDate(encounter.date_of_service)],
    ["Day", day], ["Balance", balance],
  ];
}

/** The PDF that shows a paper as it is printed; null where there is none. */
function pdfId({ id, kind, text }, view) {
  if (kind === "claim") return id.replace("claim.", "cms1500.");
  if (kind === "remittance") { const payment = view.remittances.find(({ number }) => text?.includes(number)); return payment ? `eob.${payment.number}` : null; }
  return /^(statement|letter\.appeal)\./.test(id) ? id : null;
}
