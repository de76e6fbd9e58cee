import type { PresentFile } from '../../domain/file-state.ts';
import type { Change } from '../../domain/module.ts';
import { modeText, wantedMode, type Mode } from '../mode.ts';
import type { FileParams } from './params.ts';
import { planAttributes } from './planned-write.ts';

type Kept = { readonly what: string; readonly why: string };

/** Owner, group and mode of what is at `path`. Under `tighten_only` bits are only taken away. */
export function planFileAttributes(
  path: string,
  given: FileParams,
  file: PresentFile,
): { changes: readonly Change[]; kept: readonly Kept[] } {
  const mode = given.mode === undefined ? undefined : finalMode(given.mode, given.tighten_only, file);
  const changes = planAttributes({ path, owner: given.owner, group: given.group, mode, follow: given.follow }, file);
  return { changes, kept: given.mode === undefined ? [] : keptMode(path, given.mode, given.tighten_only, file) };
}

function finalMode(mode: Mode, tightenOnly: boolean, file: PresentFile): Mode {
  const bits = wantedMode(mode, file.mode, file.kind === 'directory');
  return { kind: 'octal', bits: tightenOnly ? bits & file.mode : bits };
}

function keptMode(path: string, mode: Mode, tightenOnly: boolean, file: PresentFile): readonly Kept[] {
  const bits = wantedMode(mode, file.mode, file.kind === 'directory');
  const stricter = tightenOnly && bits !== file.mode && (bits & file.mode) === file.mode;
  return stricter ? [{ what: `${path} mode ${modeText(file.mode)}`, why: `at most ${modeText(bits)} is wanted` }] : [];
}
