// The coding answer as rows over saved fields: which rows there are, in which order, and how a change is written.
// Pure but for the outbox it writes to. Keys: "dx/<row>/code", "line/<row>/pointers" and so on; last writer wins per key.

import { randomId } from "./dom.js";

export const LETTERS = "ABCDEFGHIJKL"; // item 21 of the claim holds twelve
const FIRST = "a".charCodeAt(0);
const DIGITS = 26;

/** A rank that sorts between two others ("" before all, null after all); never ends in "a", so there is always room. */
export function rankBetween(low, high) {
  let rank = "";
  for (let place = 0; ; place += 1) {
    const from = place < low.length ? low.charCodeAt(place) - FIRST : 0;
    const to = high !== null && place < high.length ? high.charCodeAt(place) - FIRST : DIGITS;
    if (to - from > 1) return rank + String.fromCharCode(FIRST + Math.floor((from + to) / 2));
    rank += String.fromCharCode(FIRST + from);
    if (from < to) high = null;
  }
}

/** "e1122" as E11.22, "99214" as it is; what does not look like a code of that kind gives null. */
export function asCode(kind, text) {
  const bare = text.trim().toUpperCase();
  if (kind === "line") return /^[0-9A-Z]\d{3}[0-9A-Z]$/.test(bare) ? bare : null;
  if (!/^[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?\.?$/.test(bare)) return null;
  const plain = bare.replace(".", "");
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain;
}

/** S52.531 and A give S52.531A; a shorter code is filled with the placeholder X: W11 and A give W11.XXXA. */
export function withSeventh(code, character) {
  const plain = code.replace(".", "").padEnd(6, "X") + character;
  return `${plain.slice(0, 3)}.${plain.slice(3)}`;
}

export class Answer {
  constructor(outbox) {
    this.outbox = outbox;
    this.next = { dx: randomId(), line: randomId() }; // the empty row at the end; nothing of it is saved until it is used
  }

  /** Rows of "dx" or "line" in order, [{id, rank, code, cites, ...}], with the empty one at the end. */
  rows(kind) { return [...this.kept(kind), { id: this.next[kind], rank: "", code: "", cites: [] }]; }

  kept(kind) {
    const rows = new Map();
    for (const [key, value] of Object.entries(this.outbox.fields)) {
      const [own, id, name] = key.split("/");
      if (own !== kind || !name) continue;
      if (!rows.has(id)) rows.set(id, { id, rank: "", code: "", cites: [] });
      rows.get(id)[name] = value;
    }
    return [...rows.values()].filter((row) => !row.gone)
      .sort((one, other) => compare(one.rank, other.rank) || compare(one.id, other.id));
  }

  /** Rows that hold a code: those that count, and that letters and numbers are given to. */
  coded(kind) { return this.rows(kind).filter((row) => row.code); }

  row(kind, id) { return this.rows(kind).find((row) => row.id === id); }

  set(kind, id, name, value) {
    if (id === this.next[kind]) {
      this.next[kind] = randomId();
      this.outbox.set(`${kind}/${id}/rank`, rankBetween(this.kept(kind).at(-1)?.rank ?? "", null));
    }
    this.outbox.set(`${kind}/${id}/${name}`, value);
  }

  remove(kind, id) { if (id !== this.next[kind]) this.set(kind, id, "gone", true); }

  /** Puts a row in the place `index` among the others. */
  move(kind, id, index) {
    const others = this.kept(kind).filter((row) => row.id !== id);
    const before = others[index - 1]?.rank ?? "";
    const after = others[index]?.rank ?? null;
    if (after !== null && compare(before, after) >= 0) this.spread(kind, others);
    const spaced = this.kept(kind).filter((row) => row.id !== id);
    this.set(kind, id, "rank", rankBetween(spaced[index - 1]?.rank ?? "", spaced[index]?.rank ?? null));
  }

  /** Two tabs can give two rows the same rank; before something is put between them they are set apart. */
  spread(kind, rows) {
    let rank = "";
    for (const row of rows) this.set(kind, row.id, "rank", rank = rankBetween(rank, null));
  }

  /** Letter of a diagnosis row, "" for one without a code. */
  letter(id) { return LETTERS[this.coded("dx").findIndex((row) => row.id === id)] ?? ""; }

  /** Pointers of a line as letters, in the order in which they were typed. */
  pointerLetters(row) { return (row.pointers ?? []).map((id) => this.letter(id)).join(""); }

  /** Letters typed as row ids; letters without a diagnosis are left out. */
  pointersOf(letters) {
    const rows = this.coded("dx");
    return [...new Set(letters)].map((letter) => rows[LETTERS.indexOf(letter)]?.id).filter(Boolean);
  }

  /** Adds the sentence to what a row cites, or takes it away; says whether it is cited now. */
  toggleCite(kind, id, cite) {
    const cites = this.row(kind, id)?.cites ?? [];
    const cited = cites.includes(cite);
    this.set(kind, id, "cites", cited ? cites.filter((other) => other !== cite) : [...cites, cite]);
    return !cited;
  }

  /** Which rows cite each sentence: cite -> [{kind, id, label}]. */
  citations() {
    const found = new Map();
    const note = (kind, label) => (row, index) => {
      for (const cite of row.cites ?? []) found.set(cite, [...(found.get(cite) ?? []), { kind, id: row.id, label: label(index) }]);
    };
    this.coded("dx").forEach(note("dx", (index) => LETTERS[index] ?? "+"));
    this.coded("line").forEach(note("line", (index) => String(index + 1)));
    return found;
  }
}

function compare(one, other) { return one < other ? -1 : one > other ? 1 : 0; }
