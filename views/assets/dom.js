// Making elements: h() for HTML, the icons and hats of the look, and the small formats every screen shares.
// Text always goes in as text nodes; nothing here takes markup, so a note or a payer's answer can't inject any.

const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "btn", on: {click: fn}}, "Text", node, [nodes], null) gives the element.
 *  `class`, `style` (string), `dataset` and `on` are special; value, checked, disabled, selected and the like are set
 *  as properties; true gives an empty attribute, false/null/undefined leaves it out (aria-* keep "true"/"false"). */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProperty(element, name, value);
  append(element, children);
  return element;
}

const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "indeterminate", "hidden", "tabIndex"]);

function setProperty(element, name, value) {
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else if (name === "dataset") {
    Object.assign(element.dataset, value);
  } else if (name.startsWith("aria-")) {
    if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  } else if (value === null || value === undefined || value === false) {
    if (PROPERTIES.has(name)) element[name] = name === "value" ? "" : false;
  } else if (PROPERTIES.has(name)) {
    element[name] = value;
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Adds children: strings and numbers as text, arrays flattened, null, undefined and false left out. */
export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Puts `children` in place of all that `element` holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

const SYMBOLS = {
  hat: ["0 0 24 24", [
    ["path", { class: "hl", d: "M11.5 19.5C7.6 19.4 4 18.6 1.4 17c-.6-.4-.4-1.4.4-1.4 1.4.1 2.7-.2 3.6-.8L6.6 7.8C7 5.6 8.2 4.5 9.6 4.5c.8 0 1.3.5 1.9.9Z" }],
    ["path", { class: "hr", d: "M12.5 19.5c3.9-.1 7.5-.9 10.1-2.5.6-.4.4-1.4-.4-1.4-1.4.1-2.7-.2-3.6-.8l-1.2-7c-.4-2.2-1.6-3.3-3-3.3-.8 0-1.3.5-1.9.9Z" }],
    ["path", { class: "hb", d: "M5.3 12.8c1.9.9 4.1 1.3 6.7 1.3s4.8-.4 6.7-1.3l.3 1.7c-2 .9-4.3 1.3-7 1.3s-5-.4-7-1.3Z" }]]],
  ok: ["0 0 16 16", "m3 8.5 3.5 3.5L13 4.5"],
  x: ["0 0 16 16", "m4 4 8 8m0-8-8 8"],
  half: ["0 0 16 16", [["circle", { cx: 8, cy: 8, r: 5.5 }], ["path", { d: "M8 2.5v11" }], ["path", { d: "M8 4.5h3M8 7h4.5M8 9.5h4M8 12h2" }]]],
  miss: ["0 0 16 16", [["circle", { cx: 8, cy: 8, r: 5.5, "stroke-dasharray": "2.5 2.2" }]]],
  warn: ["0 0 16 16", "M8 2.5 14 13H2ZM8 6.5v3M8 11.3v.2"],
  info: ["0 0 16 16", [["circle", { cx: 8, cy: 8, r: 5.5 }], ["path", { d: "M8 7.5v3M8 5.2v.2" }]]],
  plus: ["0 0 16 16", "M8 3v10M3 8h10"],
  arr: ["0 0 16 16", "M3 8h10m-4-4 4 4-4 4"],
  clk: ["0 0 16 16", [["circle", { cx: 8, cy: 8, r: 5.5 }], ["path", { d: "M8 5v3l2 1.5" }]]],
  dn: ["0 0 16 16", "m4 6 4 4 4-4"],
  rt: ["0 0 16 16", "m6 4 4 4-4 4"],
  bars: ["0 0 16 16", "M2.5 4.5h11M2.5 8h11M2.5 11.5h11"],
  sync: ["0 0 16 16", "M13 8a5 5 0 0 1-9 3M3 8a5 5 0 0 1 9-3M12 2.5V5H9.5M4 13.5V11h2.5"],
  off: ["0 0 16 16", "M3 3l10 10M5 11.5h6.5a2.2 2.2 0 0 0 .6-4.3A4 4 0 0 0 6.5 5M4.5 6.8A2.5 2.5 0 0 0 5 11.5"],
  key: ["0 0 16 16", "M2.5 4.5h11v7h-11ZM5 9.5h6M5 7v.1M8 7v.1M11 7v.1"],
  grip: ["0 0 12 14", [3, 7, 11].flatMap((cy) => [4, 8].map((cx) => ["circle", { cx, cy, r: 1.2 }]))],
};

function svgElement(tag, attributes, children = []) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The hidden sprite; the desk puts one into its shadow root before any screen mounts. */
export function sprite() {
  const symbols = Object.entries(SYMBOLS).map(([id, [viewBox, shape]]) => {
    const parts = typeof shape === "string" ? [["path", { d: shape }]] : shape;
    return svgElement("symbol", { id, viewBox }, parts.map(([tag, attributes]) => svgElement(tag, attributes)));
  });
  return svgElement("svg", { width: 0, height: 0, style: "position:absolute", "aria-hidden": "true" }, [svgElement("defs", {}, symbols)]);
}

/** icon("ok") gives a 16 px line icon; `className` replaces "i" (the grip needs none). Always decoration: say it in words too. */
export function icon(name, className = "i") {
  return svgElement("svg", { class: className, "aria-hidden": "true" }, [svgElement("use", { href: `#${name}` })]);
}

const HATS = { coder: "hat-c", biller: "hat-b", both: "hat-2" };

/** The hat of a role: "coder", "biller" or "both". */
export function hat(role) {
  return icon("hat", `hat ${HATS[role]}`);
}

export const ROLE_NAMES = { coder: "Coder", biller: "Biller", both: "Both hats" };
export const WORKPLACE_NAMES = { small_practice: "Small practice", billing_company: "Billing company" };

/** "2026-06-11" as 06/11/2026; anything else unchanged. */
export function usDate(iso) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  return match ? `${match[2]}/${match[3]}/${match[1]}` : iso ?? "";
}

/** "1234.5" or 1234.5 as 1,234.50; an empty value stays empty. */
export function money(value) {
  if (value === null || value === undefined || value === "") return "";
  return Number(value).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A moment (ISO text or Date) as the learner's own clock reads it, 10:42:07. */
export function clock(moment) {
  return new Date(moment).toLocaleTimeString("en-GB");
}

/** Seconds as 04:12, from an hour on 1:04:12. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return (whole >= 3600 ? [Math.floor(whole / 3600), ...parts] : parts).join(":");
}

/** "1 diagnosis", "3 diagnoses". */
export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

/** A random id of `length` lower-case letters, for rows and tabs. */
export function randomId(length = 8) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => String.fromCharCode(97 + (byte % 26))).join("");
}
