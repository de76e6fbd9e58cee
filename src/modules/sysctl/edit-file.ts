import type { ControlId } from '../../domain/module.ts';
import { readAssignment } from './assignments.ts';
import { keyPath, sameSetting } from './key.ts';

/** A setting by the name that the operator wrote; null: no line of the file is to set it. */
export interface Setting {
  readonly name: string;
  readonly value: string | null;
  readonly controls: readonly ControlId[];
}

/** The file with each setting once, in its place or at the end. Lines that say so already stay as they are. */
export function editSettings(text: string, settings: readonly Pick<Setting, 'name' | 'value'>[]): string {
  return settings.reduce(editOne, text);
}

function editOne(text: string, { name, value }: Pick<Setting, 'name' | 'value'>): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const key = keyPath(name);
  const held = lines
    .map((line, index) => ({ index, assignment: readAssignment('', index + 1, line) }))
    .filter(({ assignment }) => assignment?.key === key && assignment.value !== null);
  const last = held.at(-1);
  const isRight = value !== null && held.length === 1 && sameSetting(last?.assignment?.value ?? '', value);
  if (isRight || (value === null && held.length === 0)) return text;
  const others = new Set(held.map(({ index }) => index));
  const edited = lines.flatMap((line, index) =>
    index === last?.index && value !== null ? [`${name} = ${value}`] : others.has(index) ? [] : [line],
  );
  if (last === undefined && value !== null) edited.push(`${name} = ${value}`);
  return edited.map((line) => `${line}\n`).join('');
}
