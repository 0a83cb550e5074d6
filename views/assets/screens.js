// The screens that the component can show, by name, and the sheets they are dressed in.

import { dress, openCase } from "./case.js";

const TOOLS = { lookup: "./lookup.js", calculators: "./calculators.js", check: "./check.js", x12: "./x12_page.js" };
const SHEETS = ["tools.css", "shell.css", "result.css", "account.css", "biller.css", "look.css", "tokens.css"]; // last is first in the root

/** Mounts the screen that the page asked for into `root`. Gives {unmount()}. */
export async function mount(shadow, root, data) {
  if (!shadow.querySelector("link")) await dress(shadow, SHEETS);
  if (data.screen === "start") return (await import("./start.js")).mount(root);
  if (TOOLS[data.screen]) return (await import(TOOLS[data.screen])).mount(root);
  if (!data.attempt) return (await import("./empty.js")).mount(root, data.page);
  return openCase(root, data);
}
