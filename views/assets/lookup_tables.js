// The Table of Drugs (by intent) and the Table of Neoplasms (by behavior), searched as one types.

import { h, fill } from "./dom.js";
import { get } from "./case.js";

const TABLES = {
  drugs: {
    path: "/api/drug-table", label: "Look up a substance", hint: "aspirin, insulin, carbon monoxide", first: "Substance", key: "substance",
    columns: [["accidental", "Accidental"], ["self_harm", "Self-harm"], ["assault", "Assault"], ["undetermined", "Undetermined"], ["adverse_effect", "Adverse effect"], ["underdosing", "Underdosing"]],
    about: "Poisoning by intent, adverse effect, underdosing (T36 to T65). A poisoning is first-listed; for an adverse effect its nature goes first.",
  },
  neoplasms: {
    path: "/api/neoplasm-table", label: "Look up a site", hint: "upper outer quadrant breast, sigmoid, skin of lip", first: "Site", key: "site",
    columns: [["primary", "Malignant primary"], ["secondary", "Malignant secondary"], ["in_situ", "In situ"], ["benign", "Benign"], ["uncertain", "Uncertain"], ["unspecified", "Unspecified"]],
    about: "By site and behavior. The pathology report decides the behavior; “uncertain” is a finding of the pathologist, “unspecified” says that none is written down.",
  },
};

/** Gives {element, focus()}; `open(code)` goes to a code's entry, `asOf()` is the day that is asked about. */
export function tableOf(name, { open, asOf }) {
  const { path, label, hint, first, key, columns, about } = TABLES[name];
  let asking = null;
  const said = h("p", { class: "t2 hits-none", role: "status" }, about);
  const rows = h("div", { class: "wide scroll table-pane", tabIndex: 0, role: "region", "aria-label": label, hidden: true });
  const query = h("input", { class: "find", type: "search", autocomplete: "off", spellcheck: "false", maxlength: 120, placeholder: hint, "aria-label": label, on: { input: type } });

  async function type() {
    asking?.abort();
    const text = query.value.trim();
    if (!text) { rows.hidden = true; fill(said, about); return; }
    asking = new AbortController();
    try {
      const found = (await get(`${path}?${new URLSearchParams({ q: text, as_of: asOf() })}`, { signal: asking.signal })).rows;
      rows.hidden = !found.length;
      fill(said, found.length ? about : `The table has no “${text}”. Try another name.`);
      fill(rows, h("table", { class: "tb by-table" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, first), columns.map(([, title]) => h("th", { scope: "col" }, title)))),
        h("tbody", {}, found.map((row) => h("tr", {}, h("th", { scope: "row" }, row[key], row.names?.length > 0 && h("small", {}, row.names.join(", "))), columns.map(([column]) =>
          h("td", {}, row[column] ? h("button", { class: "cd", on: { click: () => open(row[column].replace(/\.?-$/, "")) } }, row[column]) : h("span", { class: "t3" }, "–"))))))));
    } catch (error) { if (error.name !== "AbortError") fill(said, error.message); }
  }

  return { element: h("div", { class: "find-pane" }, h("div", { class: "find-row" }, query), said, rows), focus() { query.focus(); } };
}
