import { unreachable } from '../../domain/unreachable.ts';
import type { Budget } from '../budget.ts';
import { caseForms, isWordCharacter } from './characters.ts';
import type { Instruction, Regex } from './compile.ts';
import type { Assertion } from './syntax.ts';

/** A match, in UTF-16 offsets of the text; a group that took no part is null. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
  /** Where each group starts; -1 for one that took no part. */
  readonly starts: readonly number[];
}

/** Where a match may start: at `from` only, or there and later. `notEmptyAt` forbids an empty match at that place. */
export function runRegex(
  regex: Regex,
  text: string,
  from: number,
  where: 'here' | 'anywhere',
  budget: Budget,
  notEmptyAt = -1,
): Match | null {
  for (let start = from; start <= text.length; start += widthAt(text, start)) {
    const machine = new Machine(text, budget, regex.slots, start === notEmptyAt ? start : -1);
    const end = machine.run(regex.program, start);
    if (end !== null) return { start, end, groups: machine.groups(regex.groups), starts: machine.starts(regex.groups) };
    if (where === 'here') return null;
  }
  return null;
}

const widthAt = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** A place to go back to. `low` to `pos` is the span of a greedy run that can still give characters back. */
interface Choice {
  readonly pc: number;
  readonly pos: number;
  readonly low: number;
  readonly trail: number;
}

/** Backtracks like Python's matcher, on a stack of its own and within the budget. */
class Machine {
  readonly #text: string;
  readonly #budget: Budget;
  readonly #slots: Int32Array;
  readonly #notEmptyAt: number;
  readonly #trail: number[] = [];
  constructor(text: string, budget: Budget, slots: number, notEmptyAt: number) {
    this.#text = text;
    this.#budget = budget;
    this.#slots = new Int32Array(slots).fill(-1);
    this.#notEmptyAt = notEmptyAt;
    budget.spend(1);
  }

  groups(count: number): readonly (string | null)[] {
    return Array.from({ length: count }, (_, index) => this.#group(index + 1));
  }

  starts(count: number): readonly number[] {
    return Array.from({ length: count }, (_, index) => this.#slots[2 * index + 2] ?? -1);
  }

  /** Where the program's match ends, or null. */
  run(program: readonly Instruction[], start: number, isInside = false): number | null {
    const choices: Choice[] = [];
    let [pc, pos] = [0, start];
    for (;;) {
      this.#budget.spend(1);
      const instruction = program[pc];
      if (instruction === undefined) return null;
      if (instruction.op === 'match' && (isInside || pos !== this.#notEmptyAt)) return pos;
      const next = this.#step(instruction, pc, pos, choices);
      if (next >= 0) [pc, pos] = [this.#target, next];
      else {
        const choice = choices.pop();
        if (choice === undefined) return null;
        this.#undo(choice.trail);
        if (choice.pos > choice.low && choice.low >= 0) choices.push({ ...choice, pos: this.#before(choice.pos) });
        [pc, pos] = [choice.pc, choice.pos];
      }
    }
  }

  /** The instruction to go on with, when a step succeeds. */
  #target = 0;

  /** The new position, or -1 where the step fails. */
  #step(instruction: Instruction, pc: number, pos: number, choices: Choice[]): number {
    this.#target = pc + 1;
    switch (instruction.op) {
      case 'set':
        return this.#one(instruction.matches, pos);
      case 'run':
        return this.#runOf(instruction, pc, pos, choices);
      case 'split':
        choices.push({ pc: instruction.second, pos, low: -1, trail: this.#trail.length });
        this.#target = instruction.first;
        return pos;
      case 'jump':
        this.#target = instruction.to;
        return pos;
      case 'save':
      case 'mark':
        this.#set(instruction.slot, pos);
        return pos;
      case 'progress':
        return this.#slots[instruction.slot] === pos ? -1 : pos;
      case 'assert':
        return holds(instruction.what, this.#text, pos) ? pos : -1;
      case 'reference':
        return this.#reference(instruction, pos);
      case 'inside':
        return this.#inside(instruction, pc, pos);
      case 'match':
        return -1;
      default:
        return unreachable(instruction);
    }
  }

  #one(matches: (code: number) => boolean, pos: number): number {
    const code = this.#text.codePointAt(pos);
    return code !== undefined && matches(code) ? pos + (code > 0xffff ? 2 : 1) : -1;
  }

  #runOf(instruction: Instruction & { op: 'run' }, pc: number, pos: number, choices: Choice[]): number {
    const trail = this.#trail.length;
    let [at, count, low] = [pos, 0, pos];
    const wanted = instruction.lazy ? instruction.min : instruction.max;
    while (count < wanted) {
      const next = this.#one(instruction.matches, at);
      if (next < 0) break;
      [at, count] = [next, count + 1];
      if (count === instruction.min) low = at;
    }
    this.#budget.spend(count >> 2);
    if (count < instruction.min) return -1;
    if (instruction.lazy) this.#lazily(instruction, count, at, pc, choices);
    else if (at > low) choices.push({ pc: pc + 1, pos: this.#before(at), low, trail });
    return at;
  }

  /** A lazy run tries what follows first, then one character more each time. */
  #lazily(
    { matches, max }: Instruction & { op: 'run' },
    count: number,
    at: number,
    pc: number,
    choices: Choice[],
  ): void {
    const later: Choice[] = [];
    for (let [pos, taken] = [this.#one(matches, at), count]; pos >= 0 && taken < max; pos = this.#one(matches, pos)) {
      this.#budget.spend(1);
      later.push({ pc: pc + 1, pos, low: -1, trail: this.#trail.length });
      taken += 1;
    }
    for (const choice of later.reverse()) choices.push(choice);
  }

  #before(pos: number): number {
    const isPair = pos >= 2 && (this.#text.codePointAt(pos - 2) ?? 0) > 0xffff;
    return pos - (isPair ? 2 : 1);
  }

  #set(slot: number, value: number): void {
    this.#trail.push(slot, this.#slots[slot] ?? -1);
    this.#slots[slot] = value;
  }

  #undo(length: number): void {
    while (this.#trail.length > length) {
      const value = this.#trail.pop() ?? -1;
      const slot = this.#trail.pop() ?? 0;
      this.#slots[slot] = value;
    }
  }

  #group(index: number): string | null {
    const [start = -1, end = -1] = [this.#slots[2 * index], this.#slots[2 * index + 1]];
    return start < 0 || end < 0 ? null : this.#text.slice(start, end);
  }

  #reference({ index, ignoreCase, ascii }: Instruction & { op: 'reference' }, pos: number): number {
    const group = this.#group(index);
    if (group === null) return -1;
    this.#budget.spend(group.length);
    const found = this.#text.slice(pos, pos + group.length);
    const isSame = ignoreCase ? isSameIgnoringCase(group, found, ascii) : group === found;
    return isSame ? pos + group.length : -1;
  }

  #inside(instruction: Instruction & { op: 'inside' }, pc: number, pos: number): number {
    const trail = this.#trail.length;
    const start = pos - instruction.width;
    const end = start < 0 ? null : this.run(instruction.program, start, true);
    this.#target = pc + 1; // the run inside has moved it
    if (instruction.negated) {
      this.#undo(trail);
      return end === null ? pos : -1;
    }
    if (end === null) return -1;
    return instruction.kind === 'atomic' ? end : pos;
  }
}

function isSameIgnoringCase(a: string, b: string, ascii: boolean): boolean {
  const [left, right] = [[...a], [...b]];
  return (
    left.length === right.length &&
    left.every((each, index) => caseForms(each.codePointAt(0) ?? 0, ascii).includes(right[index]?.codePointAt(0) ?? -1))
  );
}

function holds(what: Assertion, text: string, pos: number): boolean {
  switch (what) {
    case 'text-start':
      return pos === 0;
    case 'text-end':
      return pos === text.length;
    case 'last-line-end':
      return pos === text.length || (pos === text.length - 1 && text[pos] === '\n');
    case 'line-start':
      return pos === 0 || text[pos - 1] === '\n';
    case 'line-end':
      return pos === text.length || text[pos] === '\n';
    case 'boundary':
      return isBoundary(text, pos);
    case 'no-boundary':
      return !isBoundary(text, pos);
    case 'ascii-boundary':
      return isBoundary(text, pos, 0x7f);
    case 'no-ascii-boundary':
      return !isBoundary(text, pos, 0x7f);
    default:
      return unreachable(what);
  }
}

/** `highest`: characters beyond it are no letters. */
function isBoundary(text: string, pos: number, highest = 0x10ffff): boolean {
  const isWord = (at: number): boolean => {
    const code = text.codePointAt(at) ?? Infinity;
    return at >= 0 && code <= highest && isWordCharacter(code);
  };
  return isWord(pos - 1) !== isWord(pos);
}
