import { Float, isList, isMapping } from '../../domain/value.ts';
import type { Value } from '../../domain/value.ts';
import { escapeControls } from '../host-text.ts';
import type { HostStory } from '../story.ts';

export const factOf = ({ facts }: HostStory, name: string): Value | undefined => facts?.get(name);

/** A single fact as text that is safe to show; empty where the host did not say. */
export function factText(value: Value | undefined): string {
  if (value === undefined || value === null || isMapping(value) || isList(value)) return '';
  return escapeControls(value instanceof Float ? String(value.value) : String(value));
}

/** A part of a fact that is a mapping. */
export function factPart(value: Value | undefined, key: string): Value | undefined {
  return isMapping(value) ? value.get(key) : undefined;
}
