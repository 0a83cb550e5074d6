// Start: a newcomer's name and first case; for everybody else where they stopped, a new case, the tour, last results.

import { h, fill, icon, hat, clock, duration, money, ROLE_NAMES, WORKPLACE_NAMES } from "./dom.js";
import { casePath, get, post, problem } from "./case.js";

const ROLE_HINTS = {
  coder: "Coder: read the chart, assign the codes, ask the provider where the note is unclear.",
  biller: "Biller: turn the charges into a payable claim, send it, and follow the money.",
  both: "Both hats: code the visit, bill it, and meet your own slips again on the remittance.",
};
const WORKPLACE_HINTS = {
  small_practice: "Small practice: one person does it all, and your own slip comes back as your own denial.",
  billing_company: "Billing company: one job all day, several clients, a pace to keep, a senior to ask.",
};
const FOOT = "Training data. All people, payers and numbers are invented. CPT codes are the AMA's; the wording here is our own.";
const STAGE_WORDS = { coding: "coding", claim: "claim", account: "account" };

export async function mount(root) {
  let stopped = false;
  try {
    const data = await get("/api/start");
    if (!stopped) fill(root, data.learner ? home(data) : welcome(data));
    if (!matchMedia("(max-width: 900px)").matches) root.querySelector("#name")?.focus();
  } catch (error) {
    fill(root, problem(error));
  }
  return { unmount() { stopped = true; } };
}

// ---- opening ------------------------------------------------------------------------------------------------

const open = async (choice) => { const { page, attempt } = await post("/api/open", choice); location.assign(casePath(page, attempt)); };

/** A button that does one thing once: while it is under way it can't be pressed again; what fails is said beside it. */
function action(label, className, work, fail) {
  const button = h("button", { class: className, type: "button", on: { click: async () => {
    button.disabled = true;
    fill(fail);
    try { await work(); } catch (error) { fill(fail, icon("warn"), error.message); button.disabled = false; }
  } } }, label);
  return button;
}

function segments(name, legend, options, chosen, hints) {
  const hint = h("p", { class: "hint", id: `${name}-hint` }, hints[chosen]);
  const element = h("fieldset", { "aria-describedby": `${name}-hint` }, h("legend", {}, legend),
    h("div", { class: "seg" }, options.map(([value, ...label]) => h("label", {}, h("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => fill(hint, hints[value]) } }), label))), hint);
  return { element, value: () => element.querySelector("input:checked").value };
}

const hatSegments = (chosen) => segments("hat", "Hat", ["coder", "biller", "both"].map((role) => [role, hat(role), ROLE_NAMES[role]]), chosen, ROLE_HINTS);
const placeSegments = (chosen) => segments("place", "Workplace", Object.entries(WORKPLACE_NAMES), chosen, WORKPLACE_HINTS);

// ---- a newcomer ---------------------------------------------------------------------------------------------

function welcome(data) {
  const fail = h("p", { class: "fail", role: "alert" });
  const name = h("input", { id: "name", name: "name", autocomplete: "given-name", maxlength: 60, required: true });
  const role = hatSegments("coder");
  const place = placeSegments("billing_company");
  const begin = async (choice) => {
    if (!name.value.trim()) { name.focus(); throw new Error("Your name is still missing."); }
    await post("/login", { name: name.value });
    await open({ gentle: true, ...choice });
  };
  const first = action("Open a case", "btn btn-1 btn-n", () => begin({ role: role.value(), workplace: place.value() }), fail);
  const form = h("form", { class: "n-block form-block", on: { submit: (event) => { event.preventDefault(); first.click(); } } },
    h("div", { class: "field" }, h("label", { for: "name" }, "Your name"), name, h("p", { class: "hint" }, "For greeting you. This browser remembers you; there is no password.")),
    role.element, place.element,
    h("div", { class: "seg-row" }, first, action("Guided tour", "btn btn-n", () => begin(tourStep(data.tour)), fail)),
    h("p", { class: "hint" }, "New to this work? The tour is one case as a coder, one as a biller, one as both, then the two side by side. About 40 minutes; stop whenever you like."), fail);
  return h("div", { class: "n-page welcome" },
    h("div", {}, h("h1", {}, "Practice medical coding and billing"), h("p", { class: "intro" }, "Read a chart and code it, or turn charges into a claim that gets paid. Every case is fresh, graded with reasons, and nothing you do here can hurt anybody.")),
    form, h("p", { class: "foot" }, FOOT));
}

// ---- somebody known -----------------------------------------------------------------------------------------

function home(data) {
  const today = new Date().toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric" });
  const left = [data.resume && resumeSection(data.resume), tourSection(data), data.last.length > 0 && lastSection(data.last)];
  return h("div", { class: "n-page" },
    h("div", { class: "hello" }, h("h1", {}, today)), h("p", { class: "t2" }, `${data.learner.name}. ${openWords(data.open)}`),
    h("div", { class: "cols" }, h("div", { class: "stack" }, left), h("div", { class: "stack" }, newSection(data), weekSection(data.week), whoSection(data.learner))),
    h("p", { class: "foot" }, FOOT));
}

function openWords(waiting) {
  if (!waiting.length) return "No case is open.";
  return waiting.length === 1 ? "One case is open." : `${waiting.length} cases are open.`;
}

function section(id, title, ...children) { return h("section", { "aria-labelledby": id }, h("h2", { id }, title), children); }

function resumeSection(one) {
  const facts = [`${ROLE_NAMES[one.role]}, ${WORKPLACE_NAMES[one.workplace].toLowerCase()}.`, `${minutes(one.seconds)} in${one.entered ? `, ${one.entered}` : ""}.`, one.stage !== "coding" && `At the ${STAGE_WORDS[one.stage]}.`, one.saved_at && `Saved ${savedAt(one.saved_at)}`];
  return section("h-go", "Where you stopped", h("div", { class: "n-block resume" },
    h("div", { class: "g" }, h("b", {}, one.title), h("div", { class: "meta t2" }, hat(one.role), " ", facts.filter(Boolean).join(" "))),
    h("a", { class: "btn btn-1 btn-n", href: casePath(one.page, one.attempt) }, "Continue")));
}

function minutes(seconds) { return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`; }

function savedAt(moment) {
  const at = new Date(moment);
  return at.toDateString() === new Date().toDateString() ? clock(at) : at.toLocaleDateString("en-US", { month: "2-digit", day: "2-digit" });
}

function tourStep(steps) { const next = steps.find((step) => !step.done); return next && { role: next.role, workplace: next.workplace, gentle: true }; }

function tourSection({ tour }) {
  const fail = h("p", { class: "fail", role: "alert" });
  const at = tour.findIndex((step) => !step.done);
  const words = { coder: "One case as a coder", biller: "One case as a biller", both: "One case with both hats" };
  const rows = tour.map((step, index) => h("li", {}, hat(step.role), words[step.role], h("span", { class: "end" },
    step.done ? h("span", { class: "v v-r" }, icon("ok"), "Done")
      : index !== at ? h("span", { class: "t3" }, "Later")
        : step.open ? h("a", { class: "btn", href: casePath(step.open.page, step.open.attempt) }, "Continue")
          : action("Open", "btn", () => open(tourStep(tour)), fail))));
  const last = h("li", {}, icon("bars"), "The two side by side", h("span", { class: "end" }, at < 0 ? h("a", { class: "btn", href: "/two-hats" }, "Compare") : h("span", { class: "t3" }, "Then")));
  return section("h-tour", "Guided tour", h("ol", { class: "n-block tour" }, rows, last), fail);
}

function lastSection(rows) {
  return section("h-last", "Last results", h("div", { class: "n-block wide", tabIndex: 0, role: "region", "aria-label": "Table of last results" },
    h("table", { class: "tb" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Date"), h("th", { scope: "col" }, "Case"), h("th", { scope: "col" }, "Hat"), h("th", { scope: "col", class: "num" }, "Score"), h("th", { scope: "col", class: "num opt1" }, "Lost, $"))),
      h("tbody", {}, rows.map((one) => h("tr", {},
        h("td", { class: "num", style: "text-align:left" }, new Date(one.finished_at).toLocaleDateString("en-US", { month: "2-digit", day: "2-digit" })),
        h("td", {}, h("a", { href: casePath(one.page, one.attempt) }, one.title)), h("td", { class: "nw" }, hat(one.role), " ", one.role === "both" ? "Both" : ROLE_NAMES[one.role]),
        h("td", { class: "num b" }, scores(one)), h("td", { class: "num opt1" }, money(one.lost))))))));
}

function scores(one) { return [one.coder_score, one.biller_score].filter((score) => score !== null).map((score) => Math.round(Number(score))).join(" / "); }

function newSection(data) {
  const fail = h("p", { class: "fail", role: "alert" });
  const role = hatSegments(data.resume?.role ?? "coder");
  const place = placeSegments(data.resume?.workplace ?? "billing_company");
  const specialties = [...new Set(data.families.map((family) => family.specialty))];
  const specialty = h("select", { id: "specialty" }, h("option", { value: "" }, "Whatever is due"), specialties.map((name) => h("option", { value: name }, name[0].toUpperCase() + name.slice(1).replaceAll("-", " "))));
  const family = h("select", { id: "family" });
  const offer = () => {
    const fitting = data.families.filter((one) => (!specialty.value || one.specialty === specialty.value) && plays(one, role.value()));
    fill(family, h("option", { value: "" }, "Any, the one you have had least"), fitting.map((one) => h("option", { value: one.id }, one.title)));
  };
  specialty.addEventListener("change", offer);
  role.element.addEventListener("change", offer);
  offer();
  const go = action("Open a case", data.resume ? "btn btn-n" : "btn btn-1 btn-n", () => open({ role: role.value(), workplace: place.value(), specialty: specialty.value, family: family.value }), fail);
  return section("h-new", "New case", h("form", { class: "n-block form-block", on: { submit: (event) => { event.preventDefault(); go.click(); } } },
    role.element, place.element,
    h("div", { class: "field" }, h("label", { for: "specialty" }, "Specialty"), specialty),
    h("div", { class: "field" }, h("label", { for: "family" }, "Case"), family),
    h("div", { class: "seg-row" }, go), fail));
}

function plays(family, role) { return family.roles.includes(role) || (role === "both" && ["coder", "biller"].every((one) => family.roles.includes(one))); }

function weekSection(week) {
  const cell = (value) => h("td", { class: "num" }, value ?? "–");
  const row = (name, of) => h("tr", {}, h("td", {}, name), cell(of(week.coder)), cell(of(week.biller)));
  return section("h-week", "This week", h("div", { class: "n-block" }, h("table", { class: "tb tb-plain" }, h("caption", { class: "vh" }, "This week"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Measure"), h("th", { scope: "col", class: "num" }, "Coder"), h("th", { scope: "col", class: "num" }, "Biller"))),
    h("tbody", {}, row("Cases", (one) => one.cases), row("Accuracy; standard 95 %", (one) => one.accuracy === null ? null : `${Math.round(one.accuracy)} %`), row("Median time", (one) => one.median_seconds === null ? null : duration(one.median_seconds))))));
}

function whoSection(learner) {
  const fail = h("p", { class: "fail", role: "alert" });
  const name = h("input", { id: "rename", value: learner.name, maxlength: 60 });
  return h("details", { class: "who" }, h("summary", { class: "t2" }, "Your name, another learner"),
    h("div", { class: "n-block form-block" }, h("div", { class: "field" }, h("label", { for: "rename" }, "Your name"), name),
      h("div", { class: "seg-row" },
        action("Save the name", "btn", async () => { await post("/login", { name: name.value }); location.reload(); }, fail),
        action("Start as another learner", "btn", async () => { await post("/logout", {}); location.reload(); }, fail)),
      h("p", { class: "hint" }, "Another learner starts from nothing. Your work stays in the database, but this browser no longer opens it."), fail));
}
