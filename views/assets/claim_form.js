// The CMS-1500 (02/12) as a red form: drawn from the items' layout, every box editable, pins where the scrubber points.
//
// Names of boxes are those of saved fields: "item/1a", "dx/A", "row/3/D". Only what is typed is told; nothing is judged.

import { h } from "./dom.js";
import { bringIntoView } from "./chart.js";

const SECTIONS = [
  ["patient", "Patient and insured information"], ["provider", "Physician or supplier information"],
  ["diagnoses", null], ["lines", null], ["totals", "Totals and billing"],
];
const JUMPS = [["1-13", "patient"], ["14-23", "provider"], ["24", "lines"], ["25-33", "totals"]];
const LETTERS = "ABCDEFGHIJKL";
const ROWS = 6;
const LINE_LABELS = { A: "Dates of service, from to", B: "POS", C: "EMG", D: "Procedure, modifiers", E: "Ptr", F: "Charges", G: "Units", H: "EPS", I: "Qual", J: "Rendering NPI" };
const SHORT_LABELS = { // where the whole label would be cut off; the tooltip and the screen reader have the whole one
  "10a": "Employment?", "10b state": "State", 13: "Insured's signature", 14: "Current illness or LMP", "16 from": "Off work, from", "18 from": "Hospital, from",
  17: "Referring provider", "17 qualifier": "Q.", "11b qualifier": "Q.", "17a qualifier": "\u00a0", "17a": "Other ID", 22: "Resub. code", 25: "Federal tax I.D.", "25 type": "\u00a0", 8: "Reserved", "9b": "Reserved", "9c": "Reserved", 30: "Rsvd", 29: "Amount paid", "33b": "Other ID", "21 indicator": "ICD",
};
const OPTION_LABELS = { tricare: "TRICARE", champva: "CHAMPVA", feca: "FECA", ein: "EIN", ssn: "SSN", M: "M", F: "F" };
const OPTION_MEANINGS = {
  431: "onset of current symptoms or illness", 484: "last menstrual period", DN: "referring provider", DK: "ordering provider",
  DQ: "supervising provider", 0: "ICD-10-CM", 9: "ICD-9-CM", 7: "replacement of a prior claim", 8: "void of a prior claim",
};

/** "2026-06-11" as 06 11 2026, the way the form prints dates; other text unchanged. */
export function formDate(value) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value ?? "");
  return match ? `${match[2]} ${match[3]} ${match[1]}` : value ?? "";
}

/** What was typed as a date, as YYYY-MM-DD when it is one (06/11/2026, 06 11 26, 06112026), else as it stands. */
export function typedDate(text) {
  const match = /^(\d{1,2})[\s/.-]*(\d{2})[\s/.-]*(\d{4}|\d{2})$/.exec(text.trim());
  if (!match) return text.trim();
  const [, month, day, year] = match;
  const fullYear = year.length === 4 ? year : `${Number(year) > 30 ? "19" : "20"}${year}`;
  return `${fullYear}-${month.padStart(2, "0")}-${day}`;
}

/** The form item that a box stands for: "item/1a" is 1a, "dx/A" is 21A, "row/2/D" is 24D.2. */
export function itemOf(name) {
  const [kind, ...rest] = name.split("/");
  if (kind === "dx") return `21${rest[0]}`;
  return kind === "row" ? `24${rest[1]}.${rest[0]}` : rest.join("/");
}

/** The value that `claim` (JSON as read by billing) has for a saved field's name. */
export function claimValue(claim, name) {
  const [kind, ...rest] = name.split("/");
  if (kind === "item") return claim.items[rest.join("/")] ?? "";
  if (kind === "dx") return claim.items["21"]?.[LETTERS.indexOf(rest[0])] ?? "";
  const value = claim.items["24"]?.[Number(rest[0]) - 1]?.[rest[1]];
  return value ?? (rest[1] === "D" ? [] : "");
}

/** Draws the form. `get(name)` gives a box's value; `onChange(name, value)` is told what is typed; without it the form
 *  is a copy to read. `locked(name)` boxes can be read only; `onBox(item)` is told the box that is clicked or focused.
 *  Gives {element, jump, pin(messages), goTo(item), show(name), first}. */
export function claimForm({ items, columns, get, onChange = null, locked = () => false, onBox = null }) {
  const boxes = new Map(); // name -> {cell, show(value), focus()}
  const readOnly = !onChange;
  const sheet = h("form", { class: "form", "aria-label": "Health insurance claim form, CMS-1500 02/12, training copy", on: { submit: (event) => event.preventDefault() } });
  const heads = {};
  let gridRow = 1;
  heads.patient = sheet.appendChild(band(gridRow++, "Health insurance claim form", "02/12, training copy"));
  for (const [section, title] of SECTIONS) {
    const own = items.filter((item) => item.section === section);
    if (section === "patient") gridRow = drawSection(own.filter(({ row }) => row === 1), gridRow);
    if (title) { const head = sheet.appendChild(band(gridRow++, title)); heads[section] ??= head; }
    if (section === "lines") { heads[section] = drawLines(sheet, gridRow); gridRow += ROWS + 1; }
    else gridRow = drawSection(section === "patient" ? own.filter(({ row }) => row > 1) : own, gridRow);
  }
  const element = h("div", { class: "formwrap scroll", tabIndex: 0, role: "region", "aria-label": "CMS-1500 claim form" }, sheet);
  const jump = jumpBar(element, heads);
  for (const name of boxes.keys()) { show(name); if (!readOnly && locked(name)) lock(name); }
  for (const event of onBox ? ["focusin", "click"] : []) sheet.addEventListener(event, told);

  /** A box that is somebody else's to change: it can be read and focused, and says whose it is. */
  function lock(name) {
    const { cell } = boxes.get(name);
    cell.classList.add("locked");
    cell.title = "The coder's: ask the coder to change it";
    for (const input of cell.querySelectorAll("input")) input.readOnly = true;
  }

  function told({ target }) {
    const found = [...boxes].filter(([, { cell }]) => cell.contains(target)).at(-1);
    if (found) onBox(itemOf(found[0]));
  }

  /** Draws the rows of `own` from grid row `base` on; gives the next free row. */
  function drawSection(own, base) {
    const [first, last] = [Math.min(...own.map((item) => item.row)), Math.max(...own.map((item) => item.row))];
    for (let row = first; row <= last; row += 1) {
      const here = own.filter((item) => item.row === row).sort((one, other) => one.column - other.column);
      const deep = row > 1 && own.filter((item) => item.section === "diagnoses" && item.box === "21");
      fillGaps(sheet, [...here, ...(deep || [])], base + row - first, own[0].section, row);
      for (const item of here) sheet.append(drawItem(item, own, base + row - first));
    }
    return base + last - first + 1;
  }

  function drawItem(item, own, row) {
    const height = item.section === "diagnoses" && item.box === "21" ? 2 : 1;
    const joined = own.some((other) => other.box === item.box && other.row === item.row && other.column === item.column + item.span);
    const lower = own.some((other) => other.box === item.box && other.row === item.row + 1 && height === 1) || item.key === "31 date";
    const opens = item.box === item.number && !own.some((other) => other.box === item.box && (other.row < item.row || (other.row === item.row && other.column < item.column)));
    const label = SHORT_LABELS[item.key] ?? item.label;
    const cell = h("div", {
      class: [item.column + item.span > 48 && "e", joined && "joined", lower && "lower"].filter(Boolean).join(" "),
      style: `grid-column:${item.column} / span ${item.span};grid-row:${row} / span ${height}`,
    });
    cell.append(h("span", { class: "l", title: item.label }, opens && h("b", {}, item.number), opens ? ` ${label}` : label));
    if (item.key === "21") cell.append(diagnoses(cell));
    else cell.append(...control(`item/${item.key}`, item, cell));
    return cell;
  }

  function diagnoses() {
    return h("div", { class: "dx" }, [...LETTERS].map((letter) => {
      const cell = h("div", { class: "d" }, h("span", { class: "l" }, `${letter}.`));
      cell.append(...textBox(`dx/${letter}`, cell, { label: `21${letter} diagnosis`, max: 9 }));
      return cell;
    }));
  }

  function drawLines(parent, base) {
    const head = h("div", { class: "l24 hd sh", style: `grid-row:${base}` }, columns.map(({ key }, index) =>
      h("span", { class: "l", title: columns[index].label }, h("b", {}, index ? key : "24 A"), ` ${LINE_LABELS[key]}`)));
    parent.append(head);
    for (let row = 1; row <= ROWS; row += 1) {
      parent.append(h("div", { class: "l24", style: `grid-row:${base + row}` }, columns.map(({ key, kind, max_length: max }) => {
        const cell = h("span", { class: `c${key}` }, key === "A" && h("span", { class: "ln", "aria-hidden": "true" }, row));
        const name = `row/${row}/${key}`;
        if (key === "D") cell.append(...procedure(name, row, cell));
        else cell.append(...textBox(name, cell, { label: `24${key} line ${row} ${LINE_LABELS[key].toLowerCase()}`, kind, max: kind === "date" ? 10 : max + 1, twin: key === "A" }));
        return cell;
      })));
    }
    return head;
  }

  function procedure(name, row, cell) {
    const labels = ["procedure", "modifier 1", "modifier 2", "modifier 3", "modifier 4"];
    const inputs = labels.map((label, index) => h("input", { type: "text", class: index ? "mod" : "proc", maxlength: index ? 2 : 6, autocomplete: "off", spellcheck: "false", readonly: readOnly, "aria-label": `24D line ${row} ${label}`, on: { input: tell } }));
    function tell() {
      const [code, ...modifiers] = inputs.map((input) => input.value.trim().toUpperCase());
      const kept = modifiers.filter(Boolean);
      onChange(name, code || kept.length ? [code, ...kept] : []);
    }
    boxes.set(name, { cell, focus: () => inputs[0].focus({ preventScroll: true }), show: (value) => inputs.forEach((input, index) => put(input, value?.[index] ?? "")) });
    return [h("span", { class: "pm" }, inputs)];
  }

  function control(name, item, cell) {
    if (item.kind === "choice") return item.options.every((option) => /^[A-Z]{2}$|^\d+$/.test(option)) ? dropDown(name, item, cell) : boxesOf(name, item, cell);
    return textBox(name, cell, { label: `${item.key} ${item.label}`, kind: item.kind, max: item.kind === "date" ? 10 : item.max_length });
  }

  function textBox(name, cell, { label, kind = "text", max, twin = false }) {
    const isDate = kind === "date";
    const input = h("input", {
      type: "text", "aria-label": label, maxlength: max, autocomplete: "off", spellcheck: "false", readonly: readOnly,
      class: kind === "money" ? "money" : null,
      on: {
        input: () => { onChange(name, isDate ? typedDate(input.value) : input.value.trim()); mirror(); },
        change: () => { if (isDate) put(input, formDate(typedDate(input.value))); mirror(); },
      },
    });
    const to = twin && h("span", { class: "to", "aria-hidden": "true" });
    function mirror() { if (to) to.textContent = input.value; }
    boxes.set(name, { cell, focus: () => input.focus({ preventScroll: true }), show: (value) => { put(input, isDate ? formDate(value) : value); mirror(); } });
    return twin ? [h("span", { class: "twin" }, input, to)] : [input];
  }

  function dropDown(name, item, cell) {
    const select = h("select", { "aria-label": `${item.key} ${item.label}`, disabled: readOnly, on: { change: () => onChange(name, select.value) } },
      h("option", { value: "" }, ""), item.options.map((option) => h("option", { value: option }, OPTION_MEANINGS[option] ? `${option}  ${OPTION_MEANINGS[option]}` : option)));
    const shown = h("span", { class: "picked", "aria-hidden": "true" });
    const show = (value) => { if (select.value !== value) select.value = value ?? ""; shown.textContent = value ?? ""; };
    select.addEventListener("change", () => { shown.textContent = select.value; });
    boxes.set(name, { cell, show, focus: () => select.focus({ preventScroll: true }) });
    return [h("span", { class: "drop" }, select, shown)];
  }

  function boxesOf(name, item, cell) {
    const group = h("div", { class: "ck tight", role: "radiogroup", "aria-label": `${item.key} ${item.label}` });
    const inputs = item.options.map((option) => {
      const input = h("input", { type: "radio", name: `form-${item.key}`, value: option, disabled: readOnly, on: {
        change: () => onChange(name, option),
        pointerdown: () => { input.again = input.checked; },
        click: () => { if (input.again) clear(); input.again = false; },
        keydown: (event) => { if (["Delete", "Backspace"].includes(event.key)) { event.preventDefault(); clear(); } },
      } });
      group.append(h("label", {}, input, OPTION_LABELS[option] ?? option[0].toUpperCase() + option.slice(1)));
      return input;
    });
    function clear() { for (const input of inputs) input.checked = false; onChange(name, ""); }
    boxes.set(name, {
      cell, focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus({ preventScroll: true }),
      show: (value) => { for (const input of inputs) input.checked = input.value === value; },
    });
    return [group];
  }

  /** Redraws one box from get(); leaves the caret alone where nothing differs. */
  function show(name) { boxes.get(name)?.show(get(name)); }

  /** Puts a numbered pin on each box that a message ({item, severity, number?}) names; [] takes them all away. */
  function pin(messages) {
    for (const old of sheet.querySelectorAll(".pin")) old.remove();
    for (const cell of sheet.querySelectorAll(".err, .wrn, .sel")) cell.classList.remove("err", "wrn", "sel");
    messages.forEach(({ item, severity, number = null }, index) => {
      const cell = find(item)?.cell;
      if (!cell || severity === "info") return;
      const warning = severity === "warning";
      if (!cell.classList.contains("err")) { cell.classList.remove("wrn"); cell.classList.add(warning ? "wrn" : "err"); }
      const there = cell.querySelectorAll(":scope > .pin").length;
      cell.append(h("span", { class: `pin${warning ? " w" : ""}`, style: there ? `right:${2 + 18 * there}px` : null, title: `Message ${number ?? index + 1}` }, number ?? index + 1));
    });
  }

  /** The box that a form item of a message ("1a", "21A", "24D.3") means. */
  function find(item) {
    const line = /^24\s*([A-J])?\.?\s*(\d)?$/.exec(item);
    const diagnosis = /^21\s*\.?([A-L])$/.exec(item);
    if (line) return boxes.get(`row/${line[2] ?? 1}/${line[1] ?? "D"}`);
    if (diagnosis) return boxes.get(`dx/${diagnosis[1]}`);
    return boxes.get(`item/${item}`) ?? boxes.get(item === "21" ? "dx/A" : `item/${item.split(" ")[0]}`);
  }

  /** Brings an item into view, rings it and, unless told otherwise, puts the caret there; null takes the ring away. */
  function goTo(item, caret = !readOnly) {
    const box = item && find(item);
    for (const old of sheet.querySelectorAll(".sel")) old.classList.remove("sel");
    if (!box) return;
    box.cell.classList.add("sel");
    bringIntoView(element, box.cell);
    if (caret) box.focus();
  }

  sheet.addEventListener("keydown", (event) => {
    const name = event.composedPath()[0].getAttribute?.("aria-label") ?? "";
    const place = /^(24[A-J] line )(\d)(.*)$/.exec(name);
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    if (!place || !step || event.altKey || event.ctrlKey) return;
    const target = sheet.querySelector(`[aria-label="${place[1]}${Number(place[2]) + step}${place[3]}"]`);
    if (target) { event.preventDefault(); target.focus(); target.select(); }
  });

  return { element, jump, pin, goTo, show, first: () => boxes.get("item/1a").focus() };
}

function put(input, value) { const text = value ?? ""; if (input.value !== text && input.getRootNode().activeElement !== input) input.value = text; }

function band(row, ...words) {
  return h("div", { class: "sec title", style: `grid-row:${row}` }, words.map((text) => h("span", {}, text)));
}

/** Empty paper where the layout has no item, so that the ruling is unbroken; item 10 is a heading only. */
function fillGaps(sheet, here, row, section, sectionRow) {
  const taken = new Set(here.flatMap((item) => Array.from({ length: item.span }, (_, index) => item.column + index)));
  let start = null;
  for (let column = 1; column <= 49; column += 1) {
    const free = column <= 48 && !taken.has(column);
    if (free) start ??= column;
    else if (start !== null) {
      const heading = section === "patient" && sectionRow === 6 && h("span", { class: "l" }, h("b", {}, "10"), " Is patient's condition related to");
      const open = section === "totals" && sectionRow < 5; // white paper under the signature
      sheet.append(h("div", { class: [column > 48 && "e", open && "lower"].filter(Boolean).join(" "), style: `grid-column:${start} / ${column};grid-row:${row}` }, heading));
      start = null;
    }
  }
}

function jumpBar(region, heads) {
  const links = JUMPS.map(([label, section]) => h("button", { "aria-label": `Items ${label}`, on: { click: () => to(section) } }, label));
  function to(section) {
    const head = heads[section];
    region.scrollTop += head.getBoundingClientRect().top - region.getBoundingClientRect().top - 8;
    const index = JUMPS.findIndex(([, other]) => other === section);
    mark(index);
    let next = head.nextElementSibling;
    while (next && !next.querySelector("input, select")) next = next.nextElementSibling;
    next?.querySelector("input:not(:disabled), select")?.focus({ preventScroll: true });
  }
  function mark(index) { links.forEach((link, at) => link.setAttribute("aria-current", String(at === index))); }
  region.addEventListener("scroll", () => {
    const top = region.getBoundingClientRect().top + 60;
    const passed = JUMPS.filter(([, section]) => heads[section].getBoundingClientRect().top <= top).length;
    const atEnd = region.scrollTop + region.clientHeight >= region.scrollHeight - 4;
    mark(atEnd && region.scrollTop > 0 ? JUMPS.length - 1 : Math.max(0, passed - 1));
  }, { passive: true });
  mark(0);
  return h("div", { class: "end jump", role: "group", "aria-label": "Jump to items" }, h("span", { class: "meta t3" }, "Items"), links);
}
