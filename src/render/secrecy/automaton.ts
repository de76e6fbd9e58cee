import { SHORTEST } from './secret-forms.ts';

/** Finds many texts at once in one pass (Aho and Corasick 1975). Line breaks inside a match are passed over. */
export interface Automaton {
  readonly patterns: readonly string[];
  /** Tells every place, `end` exclusive, where a pattern ends: the longest one that ends there. */
  find(text: string, found: (start: number, end: number) => void): void;
}

const [LF, CR] = [10, 13];

/** `patterns` hold no line break and have at least `SHORTEST` units each. */
export function automaton(patterns: readonly string[]): Automaton {
  const { edges, fail, longest, deepest } = build(patterns);
  const begins = beginnings(patterns);
  const ring = new Int32Array(2 ** Math.ceil(Math.log2(deepest + 1)));
  const wrap = ring.length - 1;
  return {
    patterns,
    find: (text, found) => {
      let state = 0;
      let taken = 0;
      for (let at = 0; at < text.length; at += 1) {
        const unit = text.charCodeAt(at);
        if (state === 0 ? !begins(text, at) : unit === LF || unit === CR) continue;
        let next = edges.get(state, unit);
        while (next === 0 && state !== 0) {
          state = fail[state] ?? 0;
          next = edges.get(state, unit);
        }
        state = next;
        ring[taken & wrap] = at;
        taken += 1;
        const length = longest[state] ?? 0;
        if (length > 0) found(ring[(taken - length) & wrap] ?? 0, at + 1);
      }
    },
  };
}

interface Trie {
  readonly edges: Edges;
  readonly fail: Int32Array;
  /** For each state the units of the longest pattern that ends in it; 0: none does. */
  readonly longest: Int32Array;
  readonly deepest: number;
}

function build(patterns: readonly string[]): Trie {
  const most = patterns.reduce((sum, { length }) => sum + length, 1);
  const edges = new Edges(most);
  const longest = new Int32Array(most);
  const [parent, unitOf, depth] = [new Int32Array(most), new Uint16Array(most), new Int32Array(most)];
  let states = 1;
  for (const pattern of patterns) {
    let state = 0;
    for (let at = 0; at < pattern.length; at += 1) {
      const unit = pattern.charCodeAt(at);
      const known = edges.get(state, unit);
      if (known === 0) {
        edges.set(state, unit, states);
        parent[states] = state;
        unitOf[states] = unit;
        depth[states] = at + 1;
        states += 1;
      }
      state = known === 0 ? states - 1 : known;
    }
    longest[state] = pattern.length;
  }
  const fail = new Int32Array(most);
  for (const state of byDepth(depth, states)) {
    if ((depth[state] ?? 0) > 1) fail[state] = suffixOf(parent[state] ?? 0, unitOf[state] ?? 0, fail, edges);
    longest[state] ||= longest[fail[state] ?? 0] ?? 0;
  }
  return { edges, fail, longest, deepest: depth.reduce((deepest, each) => Math.max(deepest, each), 0) };
}

const byDepth = (depth: Int32Array, states: number): Int32Array =>
  Int32Array.from({ length: states - 1 }, (_, index) => index + 1).sort((a, b) => (depth[a] ?? 0) - (depth[b] ?? 0));

/** The state of the longest proper suffix of (`parent` + `unit`) that begins a pattern. */
function suffixOf(parent: number, unit: number, fail: Int32Array, edges: Edges): number {
  for (let state = fail[parent] ?? 0; ; state = fail[state] ?? 0) {
    const next = edges.get(state, unit);
    if (next !== 0 || state === 0) return next;
  }
}

/** Whether a pattern may begin at a place, from its first four units: a bit each in a table that is mostly empty. */
function beginnings(patterns: readonly string[]): (text: string, at: number) => boolean {
  const bits = 2 ** Math.min(24, Math.max(16, Math.ceil(Math.log2(patterns.length * 16))));
  const table = new Uint8Array(bits);
  const firsts = new Uint8Array(65_536);
  for (const pattern of patterns) {
    table[hashAt(pattern, 0) & (bits - 1)] = 1;
    firsts[pattern.charCodeAt(0)] = 1;
  }
  return (text, at) => {
    if (firsts[text.charCodeAt(at)] !== 1 || at + SHORTEST > text.length) return false;
    return table[hashAt(text, at) & (bits - 1)] === 1 || hasBreak(text, at + 1, at + SHORTEST);
  };
}

const hashAt = (text: string, at: number): number =>
  Math.imul(text.charCodeAt(at), 0x9e3779b1) ^
  Math.imul(text.charCodeAt(at + 1), 0x85ebca77) ^
  Math.imul(text.charCodeAt(at + 2), 0xc2b2ae3d) ^
  (Math.imul(text.charCodeAt(at + 3), 0x27d4eb2f) >>> 7);

function hasBreak(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === LF || text.charCodeAt(at) === CR) return true;
  return false;
}

/** The trie's edges in one open-addressed table: (state, unit) to state, 0 for none. */
class Edges {
  readonly #mask: number;
  readonly #states: Int32Array;
  readonly #units: Uint16Array;
  readonly #targets: Int32Array;

  constructor(most: number) {
    const size = 2 ** Math.ceil(Math.log2(most * 2 + 2));
    this.#mask = size - 1;
    this.#states = new Int32Array(size);
    this.#units = new Uint16Array(size);
    this.#targets = new Int32Array(size);
  }

  get(state: number, unit: number): number {
    return this.#targets[this.#slot(state, unit)] ?? 0;
  }

  set(state: number, unit: number, target: number): void {
    const slot = this.#slot(state, unit);
    this.#states[slot] = state;
    this.#units[slot] = unit;
    this.#targets[slot] = target;
  }

  /** Where this edge stands, or would. */
  #slot(state: number, unit: number): number {
    let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca77)) & this.#mask;
    while (this.#targets[slot] !== 0 && (this.#states[slot] !== state || this.#units[slot] !== unit))
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}
