// The sensible next step of an account: post what came, send what is ready, decide what is open, bill the patient, let
// the days pass, close. The head's button does it; a chosen to-do comes before the others.

import { usDate } from "./dom.js";

/** {do, label, id}; `do`: post, send, decide, statement, wait, close, stuck. `chosen` is the id of the chosen to-do. */
export function nextStep(view, chosen = null) {
  if (view.closed) return { do: "done", label: "Closed", id: null };
  const open = view.todo.filter(({ state }) => state === "open");
  const picked = open.find(({ id }) => id === chosen);
  const step = (picked && ofTodo(view, picked)) ?? open.map((todo) => ofTodo(view, todo)).sort((one, other) => ORDER.indexOf(one.do) - ORDER.indexOf(other.do))[0];
  if (step) return step;
  if (view.next) return { do: "wait", label: waitWords(view.next), id: null };
  return Number(view.balance.total) === 0 ? { do: "close", label: "Close at zero", id: null } : { do: "stuck", label: "Close the account", id: null };
}

const ORDER = ["post", "send", "decide", "statement"];

function ofTodo(view, todo) {
  if (todo.kind === "post") return { do: "post", label: "Post remittance", id: todo.id };
  if (todo.kind === "send") return { do: "send", label: "Send claim", id: todo.id };
  if (todo.kind === "statement") return { do: "statement", label: "Send statement", id: todo.id };
  const draft = view.drafts.find(({ item }) => item === todo.id);
  if (draft) return { do: "send", label: "Send claim", id: draft.id };
  const unposted = unpostedOf(view, view.items[todo.id]);
  if (unposted) return { do: "post", label: "Post remittance", id: unposted };
  return { do: "decide", label: "Decide", id: todo.id };
}

/** Number of the remittance that has to be posted before an item can be decided, or null. */
export function unpostedOf(view, item) {
  const claim = view.claims.find(({ n }) => n === item?.claim);
  if (claim?.state !== "answered") return null;
  return view.remittances.find(({ number, posted }) => !posted && (number === claim.remittance || claim.remittance === null))?.number ?? view.remittances.find(({ posted }) => !posted)?.number ?? null;
}

export const waitWords = ({ day }) => `Wait until ${usDate(day).slice(0, 5)}`;
