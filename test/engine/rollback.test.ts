import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Fleet } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';
import { stateOf, treeOf } from './support/tree.ts';

const failing = (tasks: string): string => `- hosts: all
  on_failure: rollback
  tasks:
${tasks}    - { name: fails, command: { cmd: "test -e {{ folder }}/good" } }
`;

const restored = async (
  t: ExecutionContext,
  fleet: Fleet,
  prepare: (folder: string) => void,
  tasks: string,
  changes: number,
): Promise<void> => {
  const folder = fleet.folder('h1');
  prepare(folder);
  const before = treeOf(folder);
  const ran = await fleet.run(failing(tasks), ['h1']);
  t.is(ran.results.filter((result) => result.endsWith('changed')).length, changes, ran.results.join());
  t.is(treeOf(folder), before);
  t.is(ran.outcomes['h1'], 'rolled-back');
  t.like(
    ran.events.find(({ type }) => type === 'host-rolled-back'),
    { complete: true, healthy: true },
  );
};

const odd = Buffer.from([0, 1, 2, 255, 254, 10, 0, 13]);

onEveryShell('a rollback puts back content, owner and mode, byte by byte', (t, fleet) =>
  restored(
    t,
    fleet,
    (folder) => {
      writeFileSync(join(folder, 'rewritten'), odd, { mode: 0o640 });
      chownSync(join(folder, 'rewritten'), 12, 34);
      writeFileSync(join(folder, "deleted it's"), 'kept\n', { mode: 0o604 });
      chownSync(join(folder, "deleted it's"), 1, 2);
      writeFileSync(join(folder, 'attributes'), 'x');
      chmodSync(join(folder, 'attributes'), 0o4755);
      writeFileSync(join(folder, 'empty'), '');
      symlinkSync('rewritten', join(folder, 'link'));
      symlinkSync('elsewhere', join(folder, 'moved link'));
      mkdirSync(join(folder, 'tree/deep'), { recursive: true });
      writeFileSync(join(folder, 'tree/deep/é ü'), odd);
    },
    `    - { name: new, copy: { dest: "{{ folder }}/new", content: "1" } }
    - { name: rewritten, copy: { dest: "{{ folder }}/rewritten", content: "2", mode: "0600", owner: root, group: root } }
    - { name: twice, copy: { dest: "{{ folder }}/rewritten", content: "3", mode: "0644" } }
    - { name: deleted, file: { path: "{{ folder }}/deleted it's", state: absent } }
    - { name: parents, file: { path: "{{ folder }}/a/b/c", state: directory } }
    - { name: in it, copy: { dest: "{{ folder }}/a/b/c/x", content: "1" } }
    - { name: attributes, file: { path: "{{ folder }}/attributes", mode: "0600", owner: "5" } }
    - { name: filled, copy: { dest: "{{ folder }}/empty", content: "full" } }
    - { name: through, copy: { dest: "{{ folder }}/link", content: "4", follow: true } }
    - { name: link, file: { path: "{{ folder }}/new link", src: nowhere, state: link, force: true } }
    - { name: other link, file: { path: "{{ folder }}/moved link", src: new, state: link, force: true } }
    - { name: tree, file: { path: "{{ folder }}/tree", state: absent } }
`,
    12,
  ),
);

onEveryShell('a rollback leaves alone what somebody changed since, and says so', async (t, fleet) => {
  const folder = fleet.folder('h1');
  writeFileSync(join(folder, 'ours'), 'before');
  writeFileSync(join(folder, 'theirs'), 'before');
  const ran = await fleet.run(
    failing(`    - { name: ours, copy: { dest: "{{ folder }}/ours", content: "1" } }
    - { name: theirs, copy: { dest: "{{ folder }}/theirs", content: "1" } }
    - { name: parent, file: { path: "{{ folder }}/new", state: directory } }
    - { name: somebody, shell: { cmd: "echo else >{{ folder }}/theirs; touch {{ folder }}/new/file" } }
`),
    ['h1'],
  );
  t.is(readFileSync(join(folder, 'ours'), 'utf8'), 'before');
  t.is(readFileSync(join(folder, 'theirs'), 'utf8'), 'else\n');
  t.true(existsSync(join(folder, 'new/file')));
  t.is(ran.outcomes['h1'], 'failed');
  const told = ran.events.find((event) => event.type === 'host-rolled-back');
  t.false(told?.complete);
  t.regex(told?.message ?? '', /left alone: \S+new, \S+theirs|left alone: \S+theirs, \S+new/);
});

onEveryShell('what cannot be put back is told, and the rest is put back', async (t, fleet) => {
  const folder = fleet.folder('h1');
  writeFileSync(join(folder, 'a'), 'before');
  writeFileSync(join(folder, 'b'), 'before');
  const runs = `${fleet.journal('h1')}/runs`;
  const ran = await fleet.run(
    failing(`    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" } }
    - { name: b, copy: { dest: "{{ folder }}/b", content: "1" } }
    - { name: loses, shell: { cmd: "rm /var/lib/bulwark/runs/*/*2/content" } }
`),
    ['h1'],
  );
  t.true(existsSync(runs));
  const told = ran.events.find((event) => event.type === 'host-rolled-back');
  t.false(told?.complete);
  t.is(told?.undone, 1);
  t.regex(told?.message ?? '', /could not be put back: \S+\/[ab]$|could not be put back: \S+\/[ab];/);
  t.is(ran.outcomes['h1'], 'failed');
});

onEveryShell('a rollback that is cut is not told as done', async (t, fleet) => {
  const kill = new AbortController();
  const ran = await fleet.run(failing(`    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" } }\n`), ['h1'], {
    kill: kill.signal,
    seen: (event) => {
      if (event.type === 'task-finished' && event.task === 'fails' && event.status === 'failed') kill.abort();
    },
  });
  t.is(ran.outcomes['h1'], 'failed');
  t.true(existsSync(join(fleet.folder('h1'), 'a')));
});

onEveryShell('the journal is for its owner alone and keeps twenty runs', async (t, fleet) => {
  const write = (content: string): string =>
    `- hosts: all\n  tasks: [{ copy: { dest: "{{ folder }}/x", content: "${content}" } }]\n`;
  await fleet.run(write('0'), ['h1']);
  const journal = fleet.journal('h1');
  for (let at = 0; at < 30; at += 1) mkdirSync(join(journal, 'runs', `old-${String(at)}.1`));
  const left = join(fleet.folder('h1'), '.bulwark-1121-t0-00001');
  writeFileSync(left, 'half');
  writeFileSync(join(journal, 'open'), left);
  writeFileSync(join(journal, 'put-00001'), 'half');
  await fleet.run(write('1'), ['h1'], { options: { run: '1121-t2' } });
  t.is(readdirSync(join(journal, 'runs')).length, 20);
  t.true(readdirSync(join(journal, 'runs')).some((name) => name.startsWith('1121-t2.')));
  t.false(existsSync(left), 'a temporary file that a dead machine left behind');
  t.false(existsSync(join(journal, 'open')));
  t.false(existsSync(join(journal, 'put-00001')));
  const loose = readdirSync(journal, { recursive: true, encoding: 'utf8' })
    .map((name) => join(journal, name))
    .filter((path) => (statSync(path).mode & 0o77) !== 0);
  t.deepEqual(
    loose.filter((path) => !path.includes('old-')),
    [],
  );
  t.is(statSync(journal).mode & 0o7777, 0o700);
});

const contents: Readonly<Record<string, Buffer>> = {
  large: Buffer.alloc(300_000, 'abc\n'),
  'with NUL': Buffer.concat([odd, odd]),
  'not UTF-8': Buffer.from([0xff, 0xfe, 0x41, 0x0a]),
  empty: Buffer.alloc(0),
  'no newline at the end': Buffer.from("it's $HOME `x` \\n %s"),
};

onEveryShell('content of every kind arrives whole under every kind of name', async (t, fleet) => {
  const files = Object.entries(contents);
  const names = ['plain', 'two words and it\'s "quoted"', '-dash', 'ünï😀', '$(touch x) `y` * ?'];
  writeFileSync(join(fleet.folder('h1'), 'plain'), 'before');
  const text = `- hosts: all
  tasks:
${files.map((_, at) => `    - copy: { dest: ${JSON.stringify(`{{ folder }}/${names[at] ?? ''}`)}, src: "f${String(at)}", mode: "0640" }\n`).join('')}`;
  const settings = { files: Object.fromEntries(files.map(([, bytes], at) => [`f${String(at)}`, bytes])) };
  const ran = await fleet.run(text, ['h1'], settings);
  t.is(ran.outcomes['h1'], 'changed', JSON.stringify(ran.results));
  for (const [at, [kind, bytes]] of files.entries())
    t.deepEqual(readFileSync(join(fleet.folder('h1'), names[at] ?? '')), bytes, kind);
  t.is(readdirSync(fleet.folder('h1')).length, files.length);
  t.false(readdirSync(fleet.journal('h1')).some((name) => name.startsWith('put-')));
  const again = await fleet.run(text, ['h1'], settings);
  t.is(again.exchanges.get('h1'), 1);
  t.is(again.outcomes['h1'], 'ok');
});

onEveryShell('content that went ahead and was not used does not stay', async (t, fleet) => {
  await fleet.run(
    `- hosts: all
  tasks:
    - { name: refused, copy: { dest: "{{ folder }}/a", content: "1", validate: "false %s" } }
    - { name: large, copy: { dest: "{{ folder }}/b", src: big } }
`,
    ['h1'],
    { files: { big: Buffer.alloc(100_000, 'x') } },
  );
  t.is(stateOf(join(fleet.folder('h1'), 'b')), 'absent');
  t.false(readdirSync(fleet.journal('h1')).some((name) => name.startsWith('put-')));
});

onEveryShell(
  'the second of several steps is not tried when the first fails, and the task fails once',
  async (t, fleet) => {
    const folder = fleet.folder('h1');
    mkdirSync(join(folder, 'open'));
    chmodSync(join(folder, 'open'), 0o777);
    const ran = await fleet.run(
      `- hosts: all\n  tasks: [{ name: deep, file: { path: "{{ folder }}/open/a/b", state: directory } }]\n`,
      ['h1'],
    );
    t.deepEqual(ran.results, ['h1 deep failed']);
    t.regex(ran.finished('deep').error?.message ?? '', /others can write/);
  },
);

onEveryShell('what was performed beside a task that did not converge is told too', async (t, fleet) => {
  const spoil = "sh -c '(sleep 0.3; echo else >{{ folder }}/undone) >/dev/null 2>&1 & : %s'";
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: undone, copy: { dest: "{{ folder }}/undone", content: "1", validate: "${spoil}" } }
    - { name: beside, copy: { dest: "{{ folder }}/beside", content: "1", validate: "sh -c 'sleep 1; : %s'" }, notify: tell }
    - { name: after, command: { cmd: "true" } }
  handlers:
    - { name: tell, command: { cmd: "true" } }
`,
    ['h1'],
  );
  t.deepEqual(ran.results, ['h1 undone failed', 'h1 beside changed']);
  t.is(ran.finished('undone').error?.code, 'not-converged');
  t.is(readdirSync(join(fleet.journal('h1'), 'pending')).length, 1);
});
