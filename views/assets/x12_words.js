// An X12 file in plain words as a table: loop, segment, sentence. Used by the account's reader and the tool's page.

import { h } from "./dom.js";
import { withDays } from "./account_parts.js";

/** `segments`: [{position?, text, loop, plain}]; `marks`: positions that a problem names. */
export function segmentTable(segments, { marks = new Set(), label = "Segments in plain words" } = {}) {
  return h("div", { class: "wide", tabIndex: 0, role: "region", "aria-label": label }, h("table", { class: "tb segs" }, h("caption", { class: "vh" }, label),
    h("thead", {}, h("tr", {}, ["", "Loop", "Segment", "In plain words"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, segments.map(({ position, text, loop, plain }, index) => h("tr", { class: marks.has(position) ? "bad" : null, dataset: { seg: position ?? index + 1 } },
      h("td", { class: "t3 num" }, position ?? index + 1), h("td", { class: "mono t2" }, loop), h("td", { class: "segtext" }, text), h("td", {}, withDays(plain)))))));
}
