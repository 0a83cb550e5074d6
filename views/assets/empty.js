// A desk without a case: says so, and what to do next.

import { h, fill, hat, icon } from "./dom.js";
import { casePath, get, post, problem } from "./case.js";

const WORDS = {
  coder: { title: "No case on the coder's desk", open: "Open a coder's case", role: "coder", stages: ["coding"] },
  biller: { title: "No claim on the biller's desk", open: "Open a biller's case", role: "biller", stages: ["claim", "account"] },
};

const foot = () => h("p", { class: "meta t3" }, "Training data. All people, payers and numbers are invented.");

export async function mount(root, page) {
  const words = WORDS[page];
  const fail = h("p", { class: "fail", role: "alert" });
  try {
    const data = await get("/api/start");
    fill(root, data.learner ? choices(data, words, fail) : newcomer(words));
  } catch (error) {
    fill(root, problem(error));
  }
  root.querySelector(".btn-1")?.focus();
  return { unmount() {} };
}

function newcomer(words) {
  return h("div", { class: "s-note" }, h("h1", {}, words.title), h("p", { class: "t2" }, "Choose a name on Start; your first case opens from there."), h("p", { class: "s-do" }, h("a", { class: "btn btn-1 btn-n", href: "/" }, "Go to Start")), foot());
}

function choices(data, words, fail) {
  const waiting = data.open.filter((one) => words.stages.includes(one.stage));
  const open = h("button", { class: waiting.length ? "btn btn-n" : "btn btn-1 btn-n", on: { click: async () => {
    open.disabled = true;
    try {
      const { page, attempt } = await post("/api/open", { role: words.role, workplace: "billing_company" });
      location.assign(casePath(page, attempt));
    } catch (error) { fill(fail, icon("warn"), error.message); open.disabled = false; }
  } } }, words.open);
  return h("div", { class: "s-note" }, h("h1", {}, words.title),
    h("p", { class: "t2" }, waiting.length ? "Continue where you stopped, or open a fresh case." : "Open a fresh case here, or choose its specialty on Start."),
    waiting.map((one, index) => h("p", {}, h("a", { class: index ? "btn btn-n" : "btn btn-1 btn-n", href: casePath(one.page, one.attempt) }, hat(one.role), `Continue: ${one.title}`))),
    h("p", { class: "s-do" }, open, h("a", { class: "btn btn-n", href: "/" }, "Choose on Start")), fail, foot());
}
