import type { Told } from '../domain/told.ts';
import { unreachable } from '../domain/unreachable.ts';
import { padTo, wrap } from './columns.ts';
import { escapeControls } from './host-text.ts';
import {
  firstContactText,
  keyTroubleText,
  knownLinesText,
  newKeysText,
  unlistedText,
  verifiedText,
} from './host-keys-text.ts';
import { writtenText } from './project-text.ts';
import { installedText, labelledText, schedulesText } from './schedule-text.ts';

/** What is said in a dialogue, as lines that fit. */
export function deskText(told: Told, width: number): readonly string[] {
  switch (told.kind) {
    case 'lines':
      return told.lines.flatMap((line) => wrap(escapeControls(line), width, 2));
    case 'new-keys':
      return newKeysText(told.pins, told, width);
    case 'first-contact':
      return firstContactText(told.address, told.pin.key, width);
    case 'key-trouble':
      return keyTroubleText(told.looks, width);
    case 'unlisted':
      return unlistedText(told.pins, told.file, width);
    case 'verified':
      return verifiedText(told.looks, told.took, width);
    case 'known-lines':
      return knownLinesText(told.lines, width);
    case 'written':
      return writtenText(told.files, told.kept, width);
    case 'labelled':
      return labelledText(told.rows, width);
    case 'schedules':
      return schedulesText(told, width);
    case 'installed':
      return installedText(told, width);
    case 'next':
      return nextText(told.commands, width);
    default:
      return unreachable(told);
  }
}

/** `Next   bulwark facts     log in everywhere`; a purpose that does not fit beside its command goes below it. */
function nextText(commands: readonly (readonly [string, string])[], width: number): readonly string[] {
  const wide = Math.max(16, ...commands.map(([command]) => command.length).filter((length) => length < width / 2));
  return commands.flatMap(([command, does], index) => {
    const line = `${index === 0 ? 'Next   ' : '       '}${padTo(command, wide)}  ${does}`;
    return wrap(line.trimEnd(), width, 11);
  });
}
