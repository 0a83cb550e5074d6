// The frame of the tools' pages (look up, calculators, check my codes): head with title and what the figures rest on,
// panes, key bar; and the page's state in the address, so that a link leads to what is seen.

import { h, usDate } from "./dom.js";
import { keyHelp } from "./frame.js";

const FIELDS = "input, textarea, select";

/** `keys`: name ("/", "Alt+KeyS", "Alt+Digit1", "Escape") to a function; plain ones count outside fields only.
 *  `bar`: the keys that the bar shows; `allKeys`: those behind "?". Gives {element, stop()}. */
export function toolFrame({ title, head, body, bar, allKeys, keys }) {
  const element = h("div", { class: "c-desk tool", dataset: { hat: "coder" } },
    h("div", { class: "c-head tool-head" }, h("h1", {}, title), head),
    body,
    h("div", { class: "c-keys" }, bar.map(([names, does]) => h("span", {}, names.map((name) => h("kbd", {}, name)), " ", does)),
      h("span", { class: "end" }, "CPT numbers are the AMA's, the wording is our own. Training data.")));

  function press(event) {
    if (event.defaultPrevented || element.querySelector("dialog[open]")) return;
    const outside = !event.composedPath().includes(element);
    if (outside && event.target !== document.body) return;
    const inField = event.composedPath()[0].matches?.(FIELDS);
    const name = `${event.altKey ? "Alt+" : ""}${event.altKey ? event.code : event.key}`;
    const action = event.key === "?" && !inField ? () => keyHelp(element, allKeys) : keys[name];
    if (!outside) event.stopPropagation(); // Streamlit's own one-letter shortcuts stay out
    if (!action || event.ctrlKey || event.metaKey || (inField && !event.altKey && event.key.length === 1)) return;
    event.preventDefault();
    action(event);
  }
  element.addEventListener("keydown", press);
  window.addEventListener("keydown", press);
  return { element, stop() { window.removeEventListener("keydown", press); } };
}

/** "ICD-10-CM FY 2026 ..., in force 04/01/2026 to 09/30/2026. Fees and edits: July 2024, carried forward." */
export function editionWords(edition) {
  return h("p", { class: "edition meta t2", tabIndex: -1 },
    h("b", {}, edition.release), ` in force ${usDate(edition.start)} to ${usDate(edition.end)}`,
    h("span", { class: "carried" }, ` Fees and edits ${edition.figures}, carried forward`));
}

/** What the address says, as an object. */
export const addressState = () => Object.fromEntries(new URLSearchParams(location.search));

/** Writes the state into the address; empty values are left out. `push` makes a step to come back to. */
export function setAddress(state, push = false) {
  const kept = Object.entries(state).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = String(new URLSearchParams(kept));
  const address = query ? `${location.pathname}?${query}` : location.pathname;
  if (address === location.pathname + location.search) return;
  history[push ? "pushState" : "replaceState"](history.state, "", address);
}

/** Copies text; says so on the button for a moment. */
export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    said(button, "Copied");
  } catch {
    said(button, "Copying is not allowed here");
  }
}

function said(button, words) {
  const before = button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = before; }, 1200);
}
