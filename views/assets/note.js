// The chart on the coder's desk: documents as tabs, sentences that arrow keys walk through and E cites.

import { h, fill } from "./dom.js";

/** The chart pane. `cite(sentence)` is called with "Title#start"; `target()` says which row would cite ("A", "2", "").
 *  Gives {element, focus(), show(citations, active), say()}. */
export function chartPane({ documents, cite, target }) {
  let current = 0;
  let chosen = null; // the selected sentence's element
  let citations = new Map();
  let active = null;

  const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Documents" });
  const hint = h("span", { class: "end meta t2 cite-hint" });
  const text = h("div", { class: "note scroll", tabIndex: 0, role: "region" });
  const said = h("span", { class: "vh", role: "status" });
  const element = h("section", { class: "pane", id: "note", "aria-label": "Chart note" },
    h("h2", { class: "vh" }, "Chart note"), h("div", { class: "bar" }, tabs, hint), text, said);

  const buttons = documents.map((paper, index) => h("button", { role: "tab", on: { click: () => open(index) } }, paper.title));
  fill(tabs, buttons);
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    open((current + step + documents.length) % documents.length);
    buttons[current].focus();
  });

  function open(index) {
    current = index;
    chosen = null;
    buttons.forEach((button, place) => {
      button.setAttribute("aria-selected", String(place === index));
      button.tabIndex = place === index ? 0 : -1;
    });
    text.setAttribute("aria-label", `${documents[index].title} text`);
    fill(text, blocks(documents[index]));
    text.scrollTop = 0;
    paint();
    say();
  }

  function sentences() { return [...text.querySelectorAll(".st")]; }

  function choose(sentence) {
    if (chosen) chosen.tabIndex = -1;
    chosen?.classList.remove("cur");
    chosen = sentence;
    sentence.classList.add("cur");
    sentence.tabIndex = 0;
    sentence.focus({ preventScroll: true });
    sentence.scrollIntoView({ block: "nearest" });
    say();
  }

  function citeChosen() {
    const row = target();
    if (!chosen || !row) { said.textContent = row ? "Select a sentence first." : "Enter a code first, then cite what supports it."; return; }
    const cited = cite(chosen.dataset.cite);
    said.textContent = cited ? `Cited for ${row}` : `No longer cited for ${row}`;
  }

  function say() {
    const row = target();
    if (!chosen) fill(hint, h("kbd", {}, "↑"), " ", h("kbd", {}, "↓"), " sentence");
    else if (!row) fill(hint, "Enter a code, then cite for it");
    else fill(hint, h("button", { class: "lk quiet", tabIndex: -1, on: { click: citeChosen } }, h("kbd", {}, "E"), ` ${cites(chosen, active) ? "takes the cite from" : "cites it for"} ${row}`));
  }

  function cites(sentence, row) {
    return (citations.get(sentence.dataset.cite) ?? []).some(({ kind, id }) => kind === row?.kind && id === row?.id);
  }

  function paint() {
    for (const block of text.querySelectorAll("[data-block]")) {
      const labels = [];
      for (const sentence of block.querySelectorAll(".st")) {
        const rows = citations.get(sentence.dataset.cite) ?? [];
        sentence.classList.toggle("cited", rows.length > 0);
        sentence.classList.toggle("on", cites(sentence, active));
        for (const { label } of rows) if (!labels.includes(label)) labels.push(label);
      }
      block.querySelector(".g")?.remove();
      if (labels.length) block.prepend(h("span", { class: "g" }, labels.map((label) => h("span", { class: "ltr", title: `Evidence for ${label}` }, label))));
    }
  }

  text.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = sentences();
    const place = chosen ? all.indexOf(chosen) : -1;
    const goal = { ArrowDown: place + 1, ArrowUp: Math.max(0, place - 1), Home: 0, End: all.length - 1 }[event.key];
    if (goal !== undefined && all[goal]) { event.preventDefault(); choose(all[goal]); }
    else if (event.key.toLowerCase() === "e") { event.preventDefault(); citeChosen(); }
  });
  text.addEventListener("click", (event) => {
    const sentence = event.target.closest(".st");
    if (sentence && getSelection().isCollapsed) choose(sentence);
  });

  open(0);
  return {
    element,
    focus() { if (chosen) chosen.focus(); else if (sentences()[0]) choose(sentences()[0]); else text.focus(); },
    show(newCitations, row) { citations = newCitations; active = row; paint(); say(); },
  };
}

/** A document's text as headings and paragraphs; each citable stretch is a span that knows its place. What stands
 *  between the stretches (list marks, spaces) is shown as it is and can't be cited. */
function blocks(paper) {
  const elements = [];
  let paragraph = null;
  let end = 0;
  for (const span of paper.spans) {
    const between = paper.text.slice(end, span.start);
    const words = paper.text.slice(span.start, span.end);
    end = span.end;
    if (span.kind === "heading" || span.kind === "stamp") {
      elements.push(span.kind === "heading" ? h("h3", {}, words) : h("p", { class: "stamp" }, words));
      paragraph = null;
      continue;
    }
    const lineStart = between.lastIndexOf("\n") + 1;
    if (!paragraph || lineStart || paragraph.dataset.block !== span.kind) {
      paragraph = h("p", { class: span.kind === "copied" ? "cf" : null, dataset: { block: span.kind } }, between.slice(lineStart).trimStart());
      elements.push(paragraph);
    } else paragraph.append(between);
    paragraph.append(h("span", { class: "st", tabIndex: -1, dataset: { cite: `${paper.title}#${span.start}` } }, words));
  }
  return elements;
}
