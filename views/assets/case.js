// From an attempt's id to the right desk: asks the server for the case, opens its outbox and mounts the module of its
// stage. Also the one place that talks HTTP: every module gets `ctx.api`.

import { h, fill, icon, sprite } from "./dom.js";
import { openOutbox } from "./outbox.js";

const MODULES = { coding: "coder.js", claim: "biller.js", account: "account.js", done: "result.js" };
const PAGES = { coding: "coder", claim: "biller", account: "biller" };

/** An answer that is not 2xx, or none at all (status 0). `message`, `kept` and `do` are plain words for the learner. */
export class ApiError extends Error {
  constructor(status, { message, kept = "", do: todo = "" }, data = {}) {
    super(message);
    Object.assign(this, { status, kept, do: todo, data });
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { ...options, credentials: "same-origin" });
  } catch (reason) {
    if (reason.name === "AbortError") throw reason;
    throw new ApiError(0, { message: "Both Hats can't be reached.", kept: "What you typed is kept in this browser.", do: "Check that it is running; it is tried again by itself." });
  }
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, data.error ?? { message: `The server answered ${response.status}.` }, data);
  return data;
}

export const get = (path, options = {}) => call(path, options);
export const post = (path, body) => call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Where a case is worked: /coder or /biller with the attempt in the address. */
export const casePath = (page, attempt) => `/${page}?attempt=${encodeURIComponent(attempt)}`;

function apiOf(attempt) {
  const go = ({ page, attempt: id }) => location.assign(casePath(page, id));
  return {
    get, post,
    lookup: (query, { system = "", limit = 40, signal } = {}) => get(`/api/lookup?${new URLSearchParams({ q: query, system, limit })}`, { signal }),
    entry: (code, { system = "", signal } = {}) => get(`/api/entry?${new URLSearchParams({ code, system })}`, { signal }),
    feel: (value) => post("/api/feel", { attempt, value }),
    next: async (skill) => go(await post("/api/open", { after: attempt, skill })),
    open: (id, page = "biller") => go({ page, attempt: id }),
    home: () => location.assign("/"),
  };
}

/** Mounts the desk of `attempt` into `root` (inside the shadow root). Gives {unmount()}. */
export function openCase(root, { attempt, page }) {
  let mounted = null;
  let outbox = null;
  let stopped = false;

  function stop() { mounted?.unmount(); outbox?.close(); mounted = outbox = null; }

  async function load() {
    try {
      const caseData = await get(`/api/case?attempt=${encodeURIComponent(attempt)}`);
      const { stage } = caseData.attempt;
      if (PAGES[stage] && PAGES[stage] !== page) { location.replace(casePath(PAGES[stage], attempt)); return; }
      const module = await import(`./${MODULES[stage]}`);
      if (stopped) return;
      stop();
      const api = apiOf(attempt);
      if (stage !== "done") outbox = openOutbox({ attempt, step: stage, fields: caseData.fields, seq: caseData.seq, savedAt: caseData.attempt.saved_at, post });
      const opened = outbox;
      opened?.onState((state) => { if (state.stage && opened === outbox) load(); }); // another tab submitted this step
      api.scrub = async () => { await outbox.settle(); return post("/api/scrub", { attempt, tab: outbox.tab, last_n: outbox.last }); };
      root.replaceChildren();
      mounted = await module.mount(root, { caseData, outbox, api, reload: load });
    } catch (error) {
      if (stopped) return;
      stop();
      fill(root, problem(error));
    }
  }

  load();
  return { unmount() { stopped = true; stop(); } };
}

/** What is shown where a screen can't be: what happened, what was kept, what to do. */
export function problem(error) {
  const todo = error.status === 401
    ? h("a", { class: "btn btn-1 btn-n", href: "/" }, "Go to Start")
    : error.status === 404
      ? h("a", { class: "btn btn-1 btn-n", href: "/" }, "Choose a case on Start")
      : h("button", { class: "btn btn-1 btn-n", on: { click: () => location.reload() } }, "Try again");
  return h("div", { class: "s-note", role: "alert" },
    h("h1", {}, icon("warn"), " ", error.message),
    error.kept && h("p", { class: "t2" }, error.kept),
    error.do && h("p", { class: "t2" }, error.do),
    h("p", { class: "s-do" }, todo));
}

/** The sprite and both sheets of the look, put into a shadow root once; resolves when the sheets are in. */
export async function dress(shadow, sheets) {
  const loaded = sheets.map((name) => new Promise((resolve) => {
    const link = h("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href, on: { load: resolve, error: resolve } });
    shadow.prepend(link);
  }));
  shadow.append(sprite());
  await Promise.all(loaded);
}
