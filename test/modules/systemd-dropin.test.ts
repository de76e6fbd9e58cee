import test from 'ava';

import type { FileState } from '../../src/domain/file-state.ts';
import { Secret } from '../../src/domain/secret.ts';
import { sha256 } from '../../src/domain/sha256.ts';
import type { Answers, Planned } from '../../src/domain/module.ts';
import { boundModule, complaints } from '../support/host-module.ts';

const path = '/etc/systemd/system/snap.k8s.kubelet.service.d/limits.conf';
const folder = '/etc/systemd/system/snap.k8s.kubelet.service.d';
const content = '[Service]\nLimitNOFILE=1\n';

interface Host {
  readonly text?: string;
  readonly mode?: number;
  readonly hasFolder?: boolean;
  readonly load?: string;
  readonly known?: boolean;
  readonly needsReload?: boolean;
}

function answers({
  text,
  mode = 0o644,
  hasFolder = text !== undefined,
  load = 'loaded',
  known = text !== undefined,
  needsReload = false,
}: Host): Answers {
  const owned = { uid: 0, gid: 0, owner: 'root', group: 'root', size: 1, inode: 1, modified: 0 } as const;
  const there = (kind: 'file' | 'directory', realPath: string): FileState => ({
    kind,
    realPath,
    mode: kind === 'file' ? mode : 0o755,
    ...owned,
    ...(kind === 'file' ? { sha256: sha256(text ?? ''), content: Buffer.from(text ?? '') } : {}),
  });
  return {
    file: (asked) =>
      asked === folder
        ? hasFolder
          ? there('directory', asked)
          : { kind: 'absent', realPath: asked }
        : text === undefined
          ? { kind: 'absent', realPath: asked }
          : there('file', asked),
    output: {
      code: 0,
      stdout: Buffer.from(
        `LoadState=${load}\nNeedDaemonReload=${needsReload ? 'yes' : 'no'}\nDropInPaths=/x.conf${known ? ` ${path}` : ''}\n`,
      ),
      stderr: Buffer.alloc(0),
    },
  };
}

const stepsOf = (planned: Planned): readonly string[] =>
  planned.kind === 'refused'
    ? [`refused: ${planned.message}`]
    : planned.changes.flatMap(({ action, steps }) => [action, ...steps.map(({ kind }) => kind)]);

const plans = test.macro({
  exec(t, input: object, host: Host, wanted: readonly string[]) {
    t.deepEqual(
      stepsOf(
        boundModule('systemd_dropin', { unit: 'snap.k8s.kubelet', name: 'limits', ...input }).answer(answers(host))
          .planned,
      ),
      wanted,
    );
  },
  title: (_, input, host) => `${JSON.stringify(input)} where there is ${JSON.stringify(host)}`,
});

test(plans, { content }, {}, ['create', 'make-directory', 'write-file', 'daemon-reload']);
test(plans, { content }, { hasFolder: true }, ['create', 'write-file', 'daemon-reload']);
test(plans, { content }, { text: content }, []);
test(plans, { content: content.trimEnd() }, { text: content }, []);
test(plans, { content }, { text: 'old' }, ['update', 'write-file', 'daemon-reload']);
test(plans, { content }, { text: content, mode: 0o600 }, ['update', 'set-attributes', 'daemon-reload']);
test(plans, { content }, { text: content, known: false }, ['update', 'daemon-reload']);
test(plans, { content }, { text: content, needsReload: true }, ['update', 'daemon-reload']);
test(plans, { content }, { load: 'not-found' }, ['refused: there is no unit snap.k8s.kubelet.service']);
test(plans, { state: 'absent' }, {}, []);
test(plans, { state: 'absent' }, { text: content }, ['delete', 'remove-file', 'daemon-reload']);
test(plans, { state: 'absent' }, { known: true }, ['update', 'daemon-reload']);
test(plans, { state: 'absent' }, { load: 'not-found' }, []);

test('the file is readable for all, unless it holds a secret', (t) => {
  const write = (given: string | Secret): unknown => {
    const planned = boundModule('systemd_dropin', { unit: 'x.timer', name: 'a.conf', content: given }).answer(
      answers({ hasFolder: true }),
    ).planned;
    return planned.kind === 'changes' ? planned.changes[0]?.steps.find(({ kind }) => kind === 'write-file') : null;
  };
  t.like(write(content), { path: '/etc/systemd/system/x.timer.d/a.conf', mode: 0o644, owner: 'root' });
  t.like(write(new Secret(content)), { mode: 0o600 });
});

test('what is no drop-in is told', (t) => {
  const said = (input: object): number =>
    complaints('systemd_dropin', { unit: 'x', name: 'y', content, ...input }).length;
  t.is(said({ content: '# why\n; and\n\n[Unit]\n' }), 0);
  for (const input of [
    { content: undefined },
    { content: '' },
    { content: 'LimitNOFILE=1' },
    { unit: '../x' },
    { unit: 'a b' },
    { name: '../y' },
    { name: 'a/b' },
    { name: '' },
  ])
    t.true(said(input) > 0, JSON.stringify(input));
});
