// Read an X12 file: paste or drop an 837, 999, 277CA or 835 of anybody's. What is wrong comes first, then every segment with
// its loop and a sentence. The text goes to the server to be read and is kept nowhere.

import { h, fill, icon, count } from "./dom.js";
import { post } from "./case.js";
import { phoneBar } from "./desk_parts.js";
import { toolFrame } from "./tool_frame.js";
import { EXAMPLE } from "./x12_example.js";
import { segmentTable } from "./x12_words.js";

const QUIET_MS = 400;
const LARGEST = 400_000; // characters; the server says the same
const KINDS = { "837P": "professional claims", "837I": "institutional claims", "837D": "dental claims", 835: "remittance", 999: "file acknowledgment", "277CA": "claim acknowledgment", 271: "eligibility answer", 270: "eligibility question", TA1: "envelope acknowledgment" };
const BAR = [[["/"], "text"], [["Alt 1"], "text"], [["Alt 2"], "segments"], [["N"], "next problem"], [["?"], "all keys"]];
const ALL_KEYS = [[["/"], "to the text, from anywhere"], [["Alt", "1"], "text"], [["Alt", "2"], "problems and segments"], [["N"], "to the next problem's segment (outside fields)"], [["Alt", "O"], "open a file"], [["?"], "outside fields: these keys"]];
export async function mount(root) {
  let [timer, number, at] = [0, 0, -1];
  const area = h("textarea", { id: "x12", class: "codes-in x12-in", spellcheck: "false", autocomplete: "off", placeholder: "ISA*00*          *00*          *ZZ*...", on: { input: later } });
  const file = h("input", { type: "file", id: "x12-file", class: "vh", tabIndex: -1, accept: ".x12,.edi,.txt,.835,.837,.999,.277,.dat,text/plain", on: { change: () => { if (file.files[0]) open(file.files[0]); } } });
  const drop = h("div", { class: "drop-in" }, area);
  const size = h("span", { class: "t3 meta" }, "Nothing typed or dropped here is kept.");
  const sum = h("h2", { role: "status" }, "In plain words");
  const said = h("div", { class: "scroll said x12-said", tabIndex: 0, role: "region", "aria-label": "Problems and segments in plain words" });
  const left = h("section", { class: "pane", "aria-label": "The file" },
    h("div", { class: "scroll check-in x12-left", tabIndex: -1 }, h("div", { class: "lab" }, h("label", { for: "x12" }, "X12 file"), h("span", { class: "t3 meta" }, "paste it, or drop a file here")), drop,
      h("p", { class: "check-do" }, h("button", { class: "btn", on: { click: () => file.click() } }, "Open a file ", h("kbd", { class: "hide" }, "Alt O")), h("button", { class: "btn", on: { click: () => put(EXAMPLE) } }, "Try an example"), h("button", { class: "btn btn-0", on: { click: () => put("") } }, "Empty it"), size), file, h("label", { class: "vh", for: "x12-file" }, "Open an X12 file")));
  const right = h("section", { class: "pane", "aria-label": "In plain words" }, h("div", { class: "bar" }, sum), said);
  const phone = phoneBar([["File", "left"], ["In plain words", "right"]], (id) => ({ left, right })[id]);
  const frame = toolFrame({
    title: "Read an X12 file", bar: BAR, allKeys: ALL_KEYS, head: [h("p", { class: "edition meta t2" }, h("b", {}, "837P, 999, 277CA, 835, 271"), " of any sender, version 005010")],
    body: h("div", { class: "tool-two check x12tool" }, phone, left, right),
    keys: { "/": () => area.focus(), "Alt+Digit1": () => area.focus(), "Alt+Digit2": () => said.focus(), "Alt+KeyO": () => file.click(), n: nextProblem, N: nextProblem },
  });

  for (const event of ["dragenter", "dragover"]) left.addEventListener(event, (moved) => { moved.preventDefault(); drop.classList.add("over"); });
  for (const event of ["dragleave", "drop"]) left.addEventListener(event, () => drop.classList.remove("over"));
  left.addEventListener("drop", (event) => { event.preventDefault(); const [given] = event.dataTransfer.files; if (given) open(given); else put(event.dataTransfer.getData("text/plain")); });

  async function open(given) {
    if (given.size > LARGEST) { refuse(`${given.name} has ${given.size.toLocaleString("en-US")} bytes; here at most ${LARGEST.toLocaleString("en-US")} are read.`, "Split it by transaction, or use the command line."); return; }
    try { put(await given.text()); } catch { refuse(`${given.name} can't be opened.`, "Try again, or paste its text."); }
    file.value = "";
  }

  function put(text) { area.value = text; look(); area.focus(); area.setSelectionRange(0, 0); area.scrollTop = 0; }
  function later() { clearTimeout(timer); timer = setTimeout(look, QUIET_MS); }
  function refuse(message, todo = "") { fill(sum, "This can't be read"); fill(said, h("p", { class: "must" }, icon("warn"), h("span", {}, h("b", {}, message), " ", todo))); }

  async function look() {
    clearTimeout(timer);
    const mine = ++number;
    at = -1;
    const text = area.value;
    size.textContent = text ? `${text.length.toLocaleString("en-US")} characters. Nothing of it is kept.` : "Nothing typed or dropped here is kept.";
    if (!text.trim()) { fill(sum, "In plain words"); fill(said, intro()); return; }
    if (text.length > LARGEST) { refuse(`That is ${text.length.toLocaleString("en-US")} characters; here at most ${LARGEST.toLocaleString("en-US")} are read.`, "Split it by transaction, or use the command line."); return; }
    try {
      const answer = await post("/api/explain", { text });
      if (mine !== number) return;
      fill(sum, heading(answer));
      fill(said, problems(answer, go), answer.segments.length > 0 && h("h3", {}, "Segments"), answer.segments.length > 0 && segmentTable(answer.segments, { marks: new Set(answer.problems.map(({ position }) => position)) }), answer.more > 0 && h("p", { class: "empty" }, `${count(answer.more, "more segment")} not shown here.`));
      said.scrollTop = 0;
    } catch (error) { if (mine === number) refuse(error.message, error.do); }
  }

  function go(position) {
    const row = said.querySelector(`[data-seg="${position}"]`);
    for (const old of said.querySelectorAll(".here")) old.classList.remove("here");
    row?.classList.add("here");
    row?.scrollIntoView({ block: "center" });
  }

  function nextProblem() {
    const links = [...said.querySelectorAll("[data-go]")];
    if (!links.length) return;
    at = (at + 1) % links.length;
    links[at].focus();
    links[at].click();
  }

  fill(root, frame.element);
  fill(said, intro());
  if (!matchMedia("(max-width: 900px)").matches) area.focus();
  return { unmount() { frame.stop(); clearTimeout(timer); } };
}

function intro() {
  return h("div", { class: "said-empty t2" }, h("p", {}, "Every segment comes with its loop and a sentence that says what it means; codes are told in our own words."),
    h("p", {}, "What is wrong stands first: envelopes that do not count right, sums that do not balance, pointers that point nowhere, numbers whose check digit is off, a file that was cut."));
}

function heading({ kind, problems: found, segments, more }) {
  const kinds = kind.split(",").filter(Boolean).map((one) => (KINDS[one] ? `${one}, ${KINDS[one]}` : one));
  const errors = found.filter(({ severity }) => severity === "error").length;
  const warnings = found.length - errors;
  const words = [errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean).join(", ");
  return [`${kinds.join("; ") || "No transaction that is known"}. `, h("span", { class: "t2" }, `${count(segments.length + more, "segment")}. `), words ? h("span", { class: errors ? "v v-w" : "v v-c" }, icon(errors ? "x" : "warn"), words) : h("span", { class: "v v-r" }, icon("ok"), "Nothing wrong")];
}

function problems({ problems: found, segments }, go) {
  const part = (severity, [tone, name, title]) => {
    const own = found.filter((one) => one.severity === severity);
    return own.length > 0 && h("section", { "aria-label": title }, h("h3", { class: tone }, icon(name), `${title} `, h("span", { class: "t3" }, own.length)), h("ul", { class: "say" }, own.map((one) => h("li", {}, h("p", {}, one.message),
      one.position > 0 && h("p", { class: "say-cite" }, h("button", { class: "lk", dataset: { go: one.position }, on: { click: () => go(one.position) } }, `Segment ${one.position}`), one.line > 0 && `, line ${one.line} `, h("span", { class: "mono" }, (segments[one.position - 1]?.text ?? "").slice(0, 60)))))));
  };
  return [part("error", ["v-w", "x", "Errors"]), part("warning", ["v-c", "warn", "Warnings"])];
}
