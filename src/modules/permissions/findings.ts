import type { Finding } from '../../domain/module.ts';
import { modeText } from '../mode.ts';
import { isBeyond, isOthers, type Matched, notEntered, notEnteredWords, withMode, withOwner } from './matched.ts';
import type { PathRule, PermissionsTask } from './params.ts';
import type { PermissionsState } from './probe.ts';

/** One finding for each mode and each owner that carries controls. Nothing there meets them: nobody reads it. */
export const findingsOf = ({ rules }: PermissionsTask, state: PermissionsState): readonly Finding[] =>
  rules.flatMap((rule) => [...modeFinding(rule, state), ...ownerFinding(rule, state)]);

function modeFinding(rule: PathRule, state: PermissionsState): readonly Finding[] {
  if (rule.mode === null || rule.mode.controls.length === 0) return [];
  const all = withMode(rule, state);
  const wrong = all.filter(({ file }) => isBeyond(rule, file));
  // All bits together: whatever the limit of a benchmark is, one file goes beyond it exactly when these bits do.
  const bits = all.reduce((sum, { file }) => sum | file.mode, 0);
  return [
    {
      controls: rule.mode.controls,
      subject: { kind: 'file-mode', path: rule.pattern.text },
      what: rule.pattern.text,
      wanted: `mode at most ${modeText(rule.mode.atMost)}`,
      file: all.length === 0 ? null : modeText(bits),
      met: wrong.length === 0,
      ...unseenBy(rule, state),
      ...placeOf(rule, wrong),
    },
  ];
}

function ownerFinding(rule: PathRule, state: PermissionsState): readonly Finding[] {
  if (rule.owner === null || rule.owner.controls.length === 0) return [];
  const all = withOwner(rule, state);
  const wrong = all.filter(({ file }) => isOthers(rule, file));
  const shown = (wrong[0] ?? all[0])?.file;
  return [
    {
      controls: rule.owner.controls,
      subject: { kind: 'file-owner', path: rule.pattern.text },
      what: rule.pattern.text,
      wanted: `owner ${rule.owner.owner}:${rule.owner.group}`,
      file: shown === undefined ? null : `${shown.owner}:${shown.group}`,
      met: wrong.length === 0,
      ...unseenBy(rule, state),
      ...placeOf(rule, wrong),
    },
  ];
}

function unseenBy(rule: PathRule, state: PermissionsState): Pick<Finding, 'unseen'> {
  const unseen = notEnteredWords(notEntered(rule, state));
  return unseen === null ? {} : { unseen };
}

/** The first that is wrong, and how many there are besides. */
function placeOf({ pattern }: PathRule, wrong: readonly Matched[]): Pick<Finding, 'where' | 'command'> {
  const [first, ...others] = wrong;
  const path = first?.path ?? pattern.text;
  return {
    where: others.length === 0 ? path : `${path} and ${others.length} more`,
    command:
      pattern.plain || first !== undefined ? `stat -Lc '%a %U:%G %n' ${quoted(path)}` : listCommand(pattern.folder),
  };
}

const listCommand = (folder: string): string => `find ${quoted(folder)}/ -exec stat -c '%a %U:%G %n' {} +`;

const quoted = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
