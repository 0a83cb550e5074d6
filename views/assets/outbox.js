// Nothing typed is lost: every change is numbered, kept in the browser's storage, posted to /api/save and dropped only
// after the server's answer. "Saved" is said after that answer and never before.
//
// A change is unique by attempt, step, tab and number, so posting it twice is harmless. Each mount is a tab of its own
// (a duplicated browser tab must not share numbers); what an earlier one left unsent is posted under its old name.

import { randomId } from "./dom.js";

const QUIET_MS = 200; // a pause in typing this long sends the batch
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const PULL_MS = 15_000; // how often a visible, idle desk asks for what other devices changed
const BATCH = 200;

/** Opens the outbox of one step of one attempt.
 *  `post(path, body)` answers with JSON or throws an error with `.status` (0 when the server can't be reached).
 *  `seq` is the server's sequence number that `fields` were read at, `savedAt` when something was saved last, or null. */
export function openOutbox({ attempt, step, fields, seq, savedAt, post }) {
  return new Outbox(attempt, step, fields, seq, savedAt, post);
}

class Outbox {
  constructor(attempt, step, fields, seq, savedAt, post) {
    Object.assign(this, { attempt, step, post, savedAt, since: seq });
    this.tab = randomId(12);
    this.fields = { ...fields };
    this.unsent = []; // [{n, key, value}] of this tab, oldest first
    this.last = 0;
    this.stage = null;
    this.sending = null;
    this.failures = 0;
    this.problem = null;
    this.closed = false;
    this.stateListeners = new Set();
    this.otherListeners = new Set();
    this.left = leftByEarlierTabs(this.storagePrefix());
    for (const { changes } of this.left) for (const { key, value } of changes) this.fields[key] = value;
    this.channel = new BroadcastChannel(`both-hats:${attempt}:${step}`);
    this.channel.onmessage = () => this.flush();
    this.wake = () => { this.failures = 0; if (document.visibilityState === "visible") this.flush(); };
    this.leave = () => { if (this.unsent.length) this.sendLast(); };
    for (const event of ["online", "focus"]) window.addEventListener(event, this.wake);
    document.addEventListener("visibilitychange", this.wake);
    window.addEventListener("pagehide", this.leave);
    this.pulse = setInterval(() => { if (document.visibilityState === "visible") this.flush(); }, PULL_MS);
    if (this.left.length) this.flush();
  }

  /** The value as this desk knows it: saved, or still on its way. */
  get(key) { return this.fields[key]; }

  /** Records a change; equal to what stands already, it does nothing. */
  set(key, value) {
    if (same(this.fields[key], value) || this.closed) return;
    this.fields[key] = value;
    const newest = this.unsent.at(-1);
    if (newest?.key === key && newest.n > (this.sentUpTo ?? 0)) newest.value = value;
    else this.unsent.push({ n: ++this.last, key, value });
    this.keep();
    this.tell();
    this.later(QUIET_MS);
  }

  /** {kind: "idle" | "saving" | "saved" | "waiting" | "refused", at, waiting, message}
   *  waiting: not reachable, n changes kept here and tried again; refused: the server said no and why (`stage`: the step
   *  was submitted elsewhere, and this is where the case is now). */
  get state() {
    const waiting = this.unsent.length + this.left.reduce((sum, { changes }) => sum + changes.length, 0);
    if (this.problem?.final) return { kind: "refused", stage: this.stage, waiting, at: this.savedAt, message: this.problem.message };
    if (waiting && this.failures) return { kind: "waiting", waiting, at: this.savedAt, message: this.problem?.message ?? "" };
    if (waiting) return { kind: "saving", waiting, at: this.savedAt };
    return { kind: this.savedAt ? "saved" : "idle", waiting: 0, at: this.savedAt };
  }

  /** Calls listener(state) now and at each change of state; gives a function that stops it. */
  onState(listener) { this.stateListeners.add(listener); listener(this.state); return () => this.stateListeners.delete(listener); }

  /** Calls listener([{key, value}]) for what other tabs changed; keys with an unsent change of ours are left out. */
  onOthers(listener) { this.otherListeners.add(listener); return () => this.otherListeners.delete(listener); }

  /** Sends all that waits (or, with nothing waiting, asks what others changed). Resolves true when all is saved. */
  flush() {
    clearTimeout(this.timer);
    if (this.closed) return Promise.resolve(false);
    this.sending ??= this.send().finally(() => { this.sending = null; });
    return this.sending;
  }

  async send() {
    try {
      for (const earlier of [...this.left]) {
        await this.postChanges(earlier.tab, earlier.changes);
        forget(this.storagePrefix() + earlier.tab);
        this.left = this.left.filter((other) => other !== earlier);
      }
      do {
        const batch = this.unsent.slice(0, BATCH).map((change) => ({ ...change }));
        this.sentUpTo = batch.at(-1)?.n ?? this.sentUpTo;
        const answer = await this.postChanges(this.tab, batch);
        this.unsent = this.unsent.filter((change) => change.n > answer.acknowledged);
        this.since = answer.seq;
        this.keep();
        this.merge(answer.others);
        if (batch.length) { this.savedAt = answer.at; this.channel.postMessage("changed"); }
      } while (this.unsent.length && !this.closed);
      Object.assign(this, { failures: 0, problem: null });
      this.tell();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  postChanges(tab, changes) {
    const { attempt, step, since } = this;
    return this.post("/api/save", { attempt, step, tab, since, changes });
  }

  failed(error) {
    const final = [400, 401, 403, 404, 409, 413, 422].includes(error.status);
    this.sentUpTo = 0;
    this.problem = { message: error.message, final };
    if (error.data?.stage) this.overtaken(error.data.stage);
    this.failures += 1;
    this.tell();
    if (!final) this.later(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1)) * (0.75 + Math.random() / 2));
  }

  /** Another tab submitted this step: what is unsent here can't be taken any more, so nothing pretends to keep it. */
  overtaken(stage) {
    this.stage = stage;
    for (const { tab } of this.left) forget(this.storagePrefix() + tab);
    [this.unsent, this.left] = [[], []];
    this.keep();
  }

  merge(others) {
    const ours = new Set(this.unsent.map(({ key }) => key));
    const news = others.filter(({ key, value }) => !ours.has(key) && !same(this.fields[key], value));
    for (const { key, value } of news) this.fields[key] = value;
    if (news.length) for (const listener of this.otherListeners) listener(news);
  }

  /** Waits until everything is saved, then submits the step. Resolves with the server's {stage}; throws its error.
   *  A second call while the first is under way gets the same answer. */
  submit() {
    this.submitting ??= this.submitOnce().finally(() => { this.submitting = null; });
    return this.submitting;
  }

  async submitOnce() {
    for (let round = 0; round < 4; round += 1) {
      await this.settle();
      if (this.stage) return { stage: this.stage };
      try {
        const { attempt, step, tab, last } = this;
        return await this.post("/api/submit", { attempt, step, tab, last_n: last });
      } catch (error) {
        if (error.status !== 409 || !error.data?.missing) throw error;
      }
    }
    throw new Error("The last changes are not saved yet. They are kept here; try again in a moment.");
  }

  /** Resolves when nothing waits any more; throws when the server can't be reached within a few tries. */
  async settle() {
    for (let round = 0; round < 5; round += 1) {
      if (!this.unsent.length && !this.left.length) return;
      if (await this.flush() && !this.unsent.length) return;
      if (this.problem?.final) break;
      await new Promise((resolve) => setTimeout(resolve, 400 * (round + 1)));
    }
    throw Object.assign(new Error(this.problem?.message || "The server can't be reached."), { kept: "Every change is kept in this browser.", do: "Check that Both Hats is running, then submit again." });
  }

  later(milliseconds) { clearTimeout(this.timer); this.timer = setTimeout(() => this.flush(), milliseconds); }

  tell() { const { state } = this; for (const listener of this.stateListeners) listener(state); }

  storagePrefix() { return `both-hats:unsent:${this.attempt}:${this.step}:`; }

  keep() {
    const name = this.storagePrefix() + this.tab;
    try {
      if (this.unsent.length) localStorage.setItem(name, JSON.stringify(this.unsent));
      else localStorage.removeItem(name);
    } catch { /* storage full or switched off: the changes are still in memory and on their way */ }
  }

  /** The page is going away: one last try that outlives it. What it can't deliver waits in the browser's storage. */
  sendLast() {
    const { attempt, step, tab, since, unsent } = this;
    const body = JSON.stringify({ attempt, step, tab, since, changes: unsent });
    fetch("/api/save", { method: "POST", keepalive: body.length < 60_000, headers: { "Content-Type": "application/json" }, body }).catch(() => {});
  }

  close() {
    this.leave();
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.pulse);
    this.channel.close();
    for (const event of ["online", "focus"]) window.removeEventListener(event, this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    window.removeEventListener("pagehide", this.leave);
  }
}

function leftByEarlierTabs(prefix) {
  const left = [];
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(prefix)) continue;
      left.push({ tab: name.slice(prefix.length), changes: JSON.parse(localStorage.getItem(name)) });
    }
  } catch { /* no storage: nothing was left */ }
  return left;
}

function forget(name) { try { localStorage.removeItem(name); } catch { /* nothing to forget */ } }

function same(one, other) { return JSON.stringify(one) === JSON.stringify(other); }
