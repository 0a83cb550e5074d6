// The frame every desk shares: head with role, facts, time, saved state and the one primary button, and the key bar.

import { h, fill, hat, icon, clock, duration, count, ROLE_NAMES } from "./dom.js";

/** The desk's outer element. `role`: whose tab the head shows; `facts`: [[term, node or text], ...]; `state`: nodes at the
 *  right of the head; `body`: the panes; `keys`: [[["Enter"], "take it"], ...]. */
export function deskFrame({ title, role, facts, state, body, keys }) {
  return h("div", { class: "c-desk", dataset: { hat: role } },
    h("h1", { class: "vh" }, title),
    h("div", { class: "c-head" },
      h("div", { class: "c-role" }, hat(role), ROLE_NAMES[role]),
      h("dl", { class: "c-facts" }, facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
      h("div", { class: "c-state" }, state)),
    body,
    h("div", { class: "c-keys" },
      keys.map(([names, does]) => h("span", {}, names.map((name) => h("kbd", {}, name)), " ", does)),
      h("span", { class: "end" }, "Training data. All people, payers and numbers are invented.")));
}

/** "Saved 10:42:07", "Saving" or "Not saved yet, keeping 3 changes here". Its width is fixed, so that nothing jumps. */
export function savedBadge(outbox) {
  const badge = h("span", { class: "v saved", role: "status" });
  const stop = outbox.onState((state) => {
    const [tone, name, text] = savedWords(state);
    badge.className = `v saved ${tone}`;
    badge.title = state.message ?? "";
    if (badge.textContent !== text) fill(badge, icon(name), h("span", {}, text));
  });
  return Object.assign(badge, { stop });
}

function savedWords({ kind, at, waiting, message }) {
  if (kind === "refused") return ["v-w", "warn", message || "Not saved"];
  if (kind === "waiting") return ["v-c", "off", `Not saved yet, keeping ${count(waiting, "change")} here`];
  if (kind === "saving") return ["t2", "sync", "Saving"];
  if (kind === "saved") return ["v-r", "ok", `Saved ${clock(at)}`];
  return ["t3", "ok", "Nothing to save yet"];
}

/** Time on this case, counting while the page can be seen. */
export function timer(seconds) {
  const face = h("span", {}, duration(seconds));
  const element = h("span", { class: "t2 nw", role: "timer", "aria-label": "Time on this case" }, icon("clk"), " ", face);
  let elapsed = seconds;
  const beat = setInterval(() => {
    if (document.visibilityState !== "visible") return;
    elapsed += 1;
    face.textContent = duration(elapsed);
  }, 1000);
  return Object.assign(element, { stop: () => clearInterval(beat) });
}

/** A modal dialog in `root`; `actions` are [label, value] pairs, the first is the primary one. Resolves with the value of
 *  the button pressed, null for Esc. Focus goes back to where it was. */
export function ask(root, { title, body, actions }) {
  const before = root.getRootNode().activeElement;
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog", "aria-label": title },
      h("h2", {}, title), h("div", { class: "dialog-body" }, body),
      h("div", { class: "dialog-do" }, actions.map(([label, value], index) =>
        h("button", { class: index ? "btn" : "btn btn-1", on: { click: () => close(value) } }, label))));
    function close(value) { dialog.remove(); before?.focus?.(); resolve(value); }
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(null); });
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); close(actions[0][1]); }
    });
    root.append(dialog);
    dialog.showModal();
    dialog.querySelector("button").focus();
  });
}

/** Asks once before submitting; `lines` say what is about to be handed in. Resolves true or false. */
export async function confirmSubmit(root, title, lines, label = "Submit") {
  const body = h("ul", {}, lines.map((line) => h("li", {}, line)));
  return await ask(root, { title, body, actions: [[label, true], ["Keep working", false]] }) === true;
}

/** All keys of a desk: `keys` as [[names, does], ...]. */
export function keyHelp(root, keys) {
  const body = h("dl", { class: "keys" }, keys.map(([names, does]) =>
    h("div", {}, h("dt", {}, names.map((name) => h("kbd", {}, name))), h("dd", {}, does))));
  return ask(root, { title: "Keys", body, actions: [["Close", true]] });
}

/** Streamlit shows a dialog of its own while the connection is lost, and takes the focus with it. This gives the focus
 *  back to where the learner was typing once that dialog is gone. Gives a function that stops it. */
export function keepFocus(desk) {
  let last = null;
  let taken = false;
  desk.addEventListener("focusin", (event) => { [last] = event.composedPath(); taken = false; });
  const beat = setInterval(() => {
    if (document.querySelector("[role=dialog]")) taken = true;
    else if (taken && document.activeElement === document.body && last?.isConnected) { taken = false; last.focus(); }
  }, 300);
  return () => clearInterval(beat);
}
