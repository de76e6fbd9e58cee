import { createHash } from 'node:crypto';

import type { FileState } from '../../../src/domain/file-state.ts';
import { BadAnswer, type Answers, type Change, type Module, type Planned } from '../../../src/domain/module.ts';
import { reveal } from '../../../src/domain/secret.ts';

/** One host with one file, and what the module's command answers there. */
export interface Simulated {
  readonly content: string | Uint8Array | null;
  readonly mode?: number;
  readonly uid?: number;
  /** What the command prints; without it the module must not ask. */
  readonly said?: string;
}

export function planOn<Params, State>(
  module: Module<Params, State>,
  given: unknown,
  path: string,
  host: Simulated,
): Planned {
  const params = module.params.parse(given);
  return module.plan(params, module.probe(params).parse(answersOf(path, host)));
}

export function answersOf(path: string, { content, mode = 0o600, uid = 0, said }: Simulated): Answers {
  const bytes = content === null ? null : Buffer.from(content);
  const state: FileState =
    bytes === null
      ? { kind: 'absent', realPath: path }
      : {
          kind: 'file',
          realPath: path,
          mode,
          uid,
          gid: uid,
          owner: uid === 0 ? 'root' : 'ubuntu',
          group: uid === 0 ? 'root' : 'ubuntu',
          size: bytes.length,
          inode: 1,
          modified: 0,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          content: bytes,
        };
  return {
    file: (asked) =>
      asked === path
        ? state
        : {
            kind: 'directory',
            realPath: asked,
            mode: 0o755,
            uid: 0,
            gid: 0,
            owner: 'root',
            group: 'root',
            size: 0,
            inode: 2,
            modified: 0,
          },
    get output() {
      if (said === undefined) throw new BadAnswer('nothing was asked');
      return { code: 0, stdout: Buffer.from(said), stderr: Buffer.alloc(0) };
    },
  };
}

/** The file after the plan's changes were performed. Fails when one was planned from another content. */
export function performed(path: string, host: Simulated, planned: Planned): Simulated {
  return changesOf(planned)
    .flatMap(({ steps }) => steps)
    .reduce<Simulated>((now, step) => {
      if (step.kind === 'set-attributes') return { ...now, mode: step.mode ?? now.mode ?? 0o600, uid: 0 };
      if (step.kind !== 'write-file' || (typeof step.content === 'object' && step.content instanceof Uint8Array))
        return now;
      const there = answersOf(path, now).file(path);
      const expected =
        step.expect.kind === 'absent'
          ? there.kind === 'absent'
          : there.kind === 'file' && step.expect.kind === 'file' && there.sha256 === step.expect.sha256;
      if (!expected) throw new Error(`${path} is not what it was planned from`);
      return {
        ...now,
        content: reveal(step.content),
        mode: step.mode,
        uid: step.owner === 'root' ? 0 : (now.uid ?? 0),
      };
    }, host);
}

export function changesOf(planned: Planned): readonly Change[] {
  if (planned.kind === 'refused') throw new Error(`refused: ${planned.message}`);
  return planned.changes;
}

/** `--flag: old -> new` of every entry. */
export const entriesOf = (planned: Planned): readonly string[] =>
  changesOf(planned).flatMap(({ diff }) =>
    diff.entries.map(
      ({ name, before, after }) => `${name}: ${String(before ?? 'unset')} -> ${String(after ?? 'unset')}`,
    ),
  );

/** An answer of args_file's command: the unit, what `--help` was cut to, and the process' argv. */
export function componentAnswer(
  about: { unit?: Readonly<Record<string, string>>; help?: readonly string[]; argv?: readonly string[] } = {},
): string {
  const unit = Object.entries(
    about.unit ?? { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'inactive', MainPID: '0' },
  );
  return [
    ...unit.map(([name, value]) => `${name}=${value}\n`),
    '-- help\n',
    ...(about.help ?? []).map((line) => `${line}\n`),
    '-- argv\n',
    ...(about.argv ?? []).map((word) => `${word}\0`),
  ].join('');
}
