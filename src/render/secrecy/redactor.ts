import type { Secret } from '../../domain/secret.ts';
import { secretMask } from '../../domain/secret-keeper.ts';
import type { SecretKeeper } from '../../domain/secret-keeper.ts';
import { maskedEvent } from './masked-event.ts';
import { automaton } from './automaton.ts';
import type { Automaton } from './automaton.ts';
import { secretForms, SHORTEST } from './secret-forms.ts';

/** The keeper of a run. Masking is linear in the text, however many secrets there are. */
export function createRedactor(): SecretKeeper {
  const known = new Set<string>();
  const short = new Set<string>();
  const layers: Automaton[] = [];
  let fresh: string[] = [];
  const add = (secret: Secret): void => {
    const text = secret.reveal();
    if (known.has(text) || text.trim() === '') return;
    known.add(text);
    if (text.trim().length < SHORTEST) short.add(text.trim());
    else fresh.push(...secretForms(text));
  };
  const current = (): readonly Automaton[] => {
    if (fresh.length > 0) addLayer(layers, fresh);
    fresh = [];
    return layers;
  };
  const mask = (text: string): string => {
    if (known.size === 0) return text;
    return short.has(text.trim()) ? secretMask : masked(text, placesIn(text, current()));
  };
  return {
    add,
    mask,
    maskEvent: (event) => maskedEvent(event, { mask }),
    holds: (text) => mask(text) !== text,
  };
}

/** Layers are merged once the newer is half as large as the older, so that secrets that come one by one cost little each. */
function addLayer(layers: Automaton[], patterns: readonly string[]): void {
  let all = [...new Set(patterns)];
  for (let last = layers.at(-1); last !== undefined && last.patterns.length <= 2 * all.length; last = layers.at(-1)) {
    all = [...new Set([...last.patterns, ...all])];
    layers.pop();
  }
  layers.push(automaton(all));
}

type Place = readonly [start: number, end: number];

/** Where secrets stand, in order, those that overlap or touch joined. */
function placesIn(text: string, layers: readonly Automaton[]): readonly Place[] {
  const found: Place[] = [];
  for (const layer of layers) layer.find(text, (start, end) => void found.push([start, end]));
  const joined: Place[] = [];
  for (const [start, end] of found.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last === undefined || start > last[1]) joined.push([start, end]);
    else if (end > last[1]) joined[joined.length - 1] = [last[0], end];
  }
  return joined;
}

/** One mask a place; line feeds in it stay, so that lines can still be counted. */
function masked(text: string, places: readonly Place[]): string {
  if (places.length === 0) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const [start, end] of places) {
    pieces.push(text.slice(done, start), secretMask, text.slice(start, end).replaceAll(/[^\n]/g, ''));
    done = end;
  }
  return [...pieces, text.slice(done)].join('');
}
