import { existsSync, readdirSync, writeFileSync } from 'node:fs';

import test from 'ava';
import fc from 'fast-check';

import type { Fields } from '../../src/domain/module.ts';
import { Secret } from '../../src/domain/secret.ts';
import { isList } from '../../src/domain/value.ts';
import { shownText } from '../../src/domain/shell-command.ts';
import { splitWords } from '../../src/modules/command/words.ts';
import { boundModule, targetsOf } from '../support/host-module.ts';
import { askHere, convergeHere, performHere, planHere, shells } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Asks, runs what is planned, and gives the fields that `register` gets. */
function run(input: unknown, shell?: readonly string[], name = 'command'): Fields {
  const bound = boundModule(name, input);
  const simulation = shell === undefined ? {} : { shell };
  const answered = bound.answer(askHere(bound, simulation));
  const outputs =
    answered.planned.kind === 'changes'
      ? answered.planned.changes.flatMap((change) => performHere(change, simulation))
      : [];
  return answered.result(outputs);
}

const splits = test.macro({
  exec(t, text: string, words: readonly string[] | null) {
    t.deepEqual(splitWords(text), words);
  },
  title: (_, text) => `words of ${JSON.stringify(text)} are those of Python's shlex`,
});

test(splits, '', []);
test(splits, '   ', []);
test(splits, 'ls  -l\t/tmp\n', ['ls', '-l', '/tmp']);
test(splits, `a 'b c' "d e"f\\ g`, ['a', 'b c', 'd ef g']);
test(splits, `''  ""`, ['', '']);
test(splits, `"a \\" \\\\ \\n 'x'"`, [`a " \\ \\n 'x'`]);
test(splits, `'a \\n'`, ['a \\n']);
test(splits, 'a # b', ['a', '#', 'b']);
test(splits, '$HOME $(id) *; ü', ['$HOME', '$(id)', '*;', 'ü']);
test(splits, `open 'quote`, null);
test(splits, 'open "quote', null);
test(splits, 'back\\', null);

for (const [name, shell] of Object.entries(shells)) {
  test(`${name}: streams and code arrive apart`, (t) => {
    const fields = run({ argv: ['sh', '-c', 'echo out; echo more; echo err >&2; exit 3'] }, shell);
    t.deepEqual(
      [...fields].filter(([key]) => key !== 'cmd'),
      [
        ['rc', 3],
        ['msg', 'non-zero return code'],
        ['stdout', 'out\nmore'],
        ['stderr', 'err'],
        ['stdout_lines', ['out', 'more']],
        ['stderr_lines', ['err']],
      ],
    );
  });

  test(`${name}: any argument reaches the program as it is`, (t) => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0')),
        (text) => {
          t.is(
            run({ argv: ['printf', '%s.', text], strip_empty_ends: false }, shell).get('stdout'),
            `${Buffer.from(text).toString()}.`,
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  test(`${name}: a child that stays behind holds nothing up and pollutes nothing`, (t) => {
    const begin = performance.now();
    t.is(run({ cmd: '(sleep 20; echo late) & echo now' }, shell, 'shell').get('stdout'), 'now');
    t.true(performance.now() - begin < 10_000);
  });

  test(`${name}: no folder of output is left`, (t) => {
    const before = readdirSync('/run').filter((entry) => entry.startsWith('bulwark.'));
    run({ cmd: 'false' }, shell);
    t.deepEqual(
      readdirSync('/run').filter((entry) => entry.startsWith('bulwark.') && !before.includes(entry)),
      [],
    );
  });

  test(`${name}: input, folder and environment are there, secret or not`, (t) => {
    const fields = run(
      {
        cmd: 'cat; pwd; echo "$WORD"',
        stdin: new Secret("it's"),
        chdir: '/usr',
        environment: { WORD: new Secret('hunter2 $x') },
      },
      shell,
      'shell',
    );
    const lines = fields.get('stdout_lines');
    t.true(fields.get('stdout') instanceof Secret, 'what a command makes of a secret is one');
    t.deepEqual(isList(lines) && lines.map((line) => line instanceof Secret && line.reveal()), [
      "it's",
      '/usr',
      'hunter2 $x',
    ]);
  });

  test(`${name}: a read-only command is asked, with its input`, (t) => {
    const fields = run({ cmd: 'cat', stdin: 'a\nb', read_only: true, environment: { A: 1 } }, shell);
    t.deepEqual(fields.get('stdout_lines'), ['a', 'b']);
  });

  const decides = test.macro({
    exec(t, guards: Readonly<Record<string, unknown>>, runs: boolean) {
      const folder = tempFolder(t);
      writeFileSync(`${folder}/a b.conf`, '');
      const input = Object.fromEntries(
        Object.entries(guards).map(([key, value]) => [key, String(value).replaceAll('DIR', folder)]),
      );
      t.is(targetsOf(planHere(boundModule('command', { cmd: 'true', ...input }), { shell })).length, runs ? 1 : 0);
    },
    title: (_, guards, runs) => `${name}: with ${JSON.stringify(guards)} a command ${runs ? 'runs' : 'is skipped'}`,
  });

  test(decides, {}, true);
  test(decides, { creates: 'DIR/a b.conf' }, false);
  test(decides, { creates: 'DIR/*.conf' }, false);
  test(decides, { creates: 'DIR/*.none' }, true);
  test(decides, { chdir: 'DIR', creates: 'a b.conf' }, false);
  test(decides, { removes: 'DIR/a b.conf' }, true);
  test(decides, { removes: 'DIR/$(id)' }, false);
  test(decides, { unless: 'true' }, false);
  test(decides, { unless: 'false' }, true);
  test(decides, { onlyif: 'test -e "DIR/a b.conf"' }, true);
  test(decides, { onlyif: 'exit 7' }, false);
  test(decides, { onlyif: 'exit 0', unless: 'exit 0' }, false);
}

test('a folder that is not there is told before the command runs', (t) => {
  t.deepEqual(targetsOf(planHere(boundModule('command', { cmd: 'true', chdir: '/nonexistent' }))), [
    'refused: the folder /nonexistent cannot be entered',
  ]);
});

test('a command runs once and cannot be undone', (t) => {
  const planned = planHere(boundModule('command', 'touch /nonexistent/x'));
  t.like(planned.kind === 'changes' && planned.changes[0], {
    converges: 'once',
    undoable: false,
    action: 'run',
    writes: [{ kind: 'any' }],
  });
});

test('a guarded command converges', (t) => {
  const path = `${tempFolder(t)}/made`;
  const { second } = convergeHere(boundModule('command', { argv: ['touch', path], creates: path }));
  t.true(existsSync(path));
  t.deepEqual(targetsOf(second), []);
});

test('a skipped command says why', (t) => {
  const fields = run({ cmd: 'true', creates: '/etc/passwd' });
  t.deepEqual([fields.get('rc'), fields.get('stdout')], [0, 'skipped, since /etc/passwd exists']);
});

test('a read-only command that fails fails the task, with its fields', (t) => {
  const bound = boundModule('command', { argv: ['sh', '-c', 'echo why >&2; exit 2'], read_only: true });
  const answered = bound.answer(askHere(bound));
  t.like(answered.planned, { kind: 'refused', seen: 'why' });
  t.is(answered.result([]).get('rc'), 2);
});

test('secrets stand in no printed command', (t) => {
  const planned = planHere(
    boundModule('command', { cmd: 'env', environment: { A: new Secret('hunter2') }, stdin: new Secret('hunter2') }),
  );
  const step = planned.kind === 'changes' ? planned.changes[0]?.steps[0] : undefined;
  t.false(step?.kind === 'exec' && shownText(step.command).includes('hunter2'));
  t.false(JSON.stringify(planned).includes('hunter2'));
});
