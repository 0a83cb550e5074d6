// The sensible next step of an account: post what came, send what is ready, decide what is open, bill the patient, let
// the days pass, close. The head's button does it; a chosen to-do comes before the others.

import { usDate } from "./dom.js";

/** {do, label, id}; `do`: post, send, decide, statement, wait, close, stuck. `chosen` is the id of the chosen to-do. */
export function nextStep(view, chosen = null) {
  if (view.closed) return { do: "done", label: "Closed", id: null, rank: 0 };
  const open = view.todo.filter(({ state }) => state === "open");
  const picked = open.find(({ id }) => id === chosen);
  if (picked) return ofTodo(view, picked);
  const [step] = open.map((todo) => ofTodo(view, todo)).sort((one, other) => one.rank - other.rank);
  if (step && !(step.rank === TOO_EARLY && view.next)) return step;
  if (view.next) return { do: "wait", label: waitWords(view.next), id: null, rank: 0 };
  return Number(view.balance.total) === 0 ? { do: "close", label: "Close at zero", id: null, rank: 0 } : { do: "stuck", label: "Close the account", id: null, rank: 0 };
}

const TOO_EARLY = 9;

/** Whether a to-do had better wait for what is on its way. */
export const tooEarly = (view, todo) => ofTodo(view, todo).rank === TOO_EARLY;

function ofTodo(view, todo) {
  if (todo.kind === "post") return { do: "post", label: "Post remittance", id: todo.id, rank: 1 };
  const draft = view.drafts.find(({ id, item }) => id === todo.id || (item && item === todo.id));
  if (draft) return { do: "send", label: "Send claim", id: draft.id, rank: draft.item ? 2 : earlierPending(view, draft) ? TOO_EARLY : 4 };
  if (todo.kind === "statement") return { do: "statement", label: "Send statement", id: todo.id, rank: payerPending(view) ? TOO_EARLY : 5 };
  const unposted = unpostedOf(view, view.items[todo.id]);
  if (unposted) return { do: "post", label: "Post remittance", id: unposted, rank: 1 };
  return { do: "decide", label: "Decide", id: todo.id, rank: 3 };
}

/** Whether a payer still has something to answer: the patient is billed last. */
function payerPending(view) {
  return view.claims.some(({ state }) => state === "waiting") || Object.values(view.items).some(({ kind, state }) => state === "waiting" && kind !== "credit") || view.drafts.length > 0;
}

/** Whether a payer before this draft's still has something to answer: the next payer's claim waits for it. */
function earlierPending(view, { order }) {
  const before = view.claims.filter((claim) => claim.order < order);
  return before.some(({ state }) => state === "waiting") || Object.values(view.items).some(({ claim, state }) => state !== "settled" && before.some(({ n }) => n === claim));
}

/** Number of the remittance that has to be posted before an item can be decided, or null. */
export function unpostedOf(view, item) {
  const claim = view.claims.find(({ n }) => n === item?.claim);
  if (claim?.state !== "answered") return null;
  return view.remittances.find(({ number, posted }) => !posted && (number === claim.remittance || claim.remittance === null))?.number ?? view.remittances.find(({ posted }) => !posted)?.number ?? null;
}

export const waitWords = ({ day }) => `Wait until ${usDate(day).slice(0, 5)}`;
