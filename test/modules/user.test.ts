import { existsSync, readFileSync } from 'node:fs';

import test from 'ava';

import type { Change, Planned } from '../../src/domain/module.ts';
import { shownText } from '../../src/domain/shell-command.ts';
import { boundModule, complaints } from '../support/host-module.ts';
import { ownAccounts } from '../support/own-accounts.ts';
import { askHere, convergeHere, planHere, shells } from '../support/simulated-host.ts';

const hash = '$6$abcdefgh$0123456789abcdefghij';
const other = '$6$zyxwvuts$0123456789abcdefghij';

const entriesOf = (planned: Planned): readonly string[] =>
  planned.kind === 'refused'
    ? [`refused: ${planned.message}`]
    : planned.changes.flatMap(({ diff }) => diff.entries.map(({ name }) => name));

const life = test.macro({
  exec(t, shell: string) {
    const host = ownAccounts(t, shell);
    const steps: readonly (readonly [object, readonly string[]])[] = [
      [
        { name: 'bw-u', uid: 4501, comment: "O'Neill; rm -rf /", shell: '/bin/sh', groups: ['adm'], password: hash },
        ['state', 'uid', 'groups', 'comment', 'shell', 'password'],
      ],
      [{ name: 'bw-u' }, []],
      [{ name: 'bw-u', password: hash }, []],
      [{ name: 'bw-u', password: other, update_password: 'on_create' }, []],
      [{ name: 'bw-u', password: other }, ['password']],
      [{ name: 'bw-u', comment: '' }, ['comment']],
      [{ name: 'bw-u', groups: 'tape,video', append: true }, ['groups']],
      [{ name: 'bw-u', groups: ['adm'], append: true }, []],
      [{ name: 'bw-u', groups: ['adm'] }, ['groups']],
      [{ name: 'bw-u', groups: [] }, ['groups']],
      [{ name: 'bw-u', password_lock: true }, ['password_lock']],
      [{ name: 'bw-u', password: other, password_lock: true }, []],
      [{ name: 'bw-u', password: hash }, ['password']],
      [{ name: 'bw-u', password: hash, password_lock: true }, []],
      [{ name: 'bw-u', password_lock: false }, ['password_lock']],
      [{ name: 'bw-u', expires: 4_102_444_800 }, ['expires']],
      [{ name: 'bw-u', expires: -1 }, ['expires']],
      [{ name: 'bw-u', home: '/home/deep/er', move_home: true }, ['home']],
      [{ name: 'bw-u', uid: 4502, group: 'adm' }, ['uid', 'group']],
      [
        { name: 'bw-s', system: true, create_home: false, shell: '/usr/sbin/nologin', password_lock: true },
        ['state', 'shell'],
      ],
      [{ name: 'bw-s', create_home: true }, ['home']],
      [{ name: 'bw-g', group: 'nobodys' }, ['refused: there is no group nobodys']],
      [{ name: 'bw-u', state: 'absent', remove: true }, ['state']],
      [{ name: 'bw-u', state: 'absent' }, []],
      [{ name: 'root', state: 'absent' }, ['refused: root is root: it is neither removed, locked nor expired']],
      [{ name: 'root', password_lock: true }, ['refused: root is root: it is neither removed, locked nor expired']],
    ];
    for (const [input, wanted] of steps) {
      const { first, second } = convergeHere(boundModule('user', input), host);
      t.deepEqual(entriesOf(first), wanted, JSON.stringify(input));
      if (first.kind === 'changes') t.deepEqual(entriesOf(second), [], JSON.stringify(input));
    }
    t.false(existsSync(`${host.folder}/home/deep/er`));
    t.true(existsSync(`${host.folder}/home/bw-s`));
  },
  title: (_, shell) => `accounts are made, changed, locked and removed by the real programs (${String(shell)})`,
});
for (const shell of Object.keys(shells)) test(life, shell);

test('a new account gets its password hash as it was given, and its home', (t) => {
  const host = ownAccounts(t, 'dash');
  convergeHere(boundModule('user', { name: 'bw-n', password: hash }), host);
  t.true(readFileSync(`${host.folder}/etc/shadow`, 'utf8').includes(`bw-n:${hash}:`));
  t.true(existsSync(`${host.folder}/home/bw-n`));
});

test('no hash stands in the text of a question, a step, or an answer', (t) => {
  const host = ownAccounts(t, 'dash');
  const bound = boundModule('user', { name: 'bw-n', password: hash });
  convergeHere(bound, host);
  const asked = boundModule('user', { name: 'bw-n', password: other });
  t.false(askHere(asked, host).output.stdout.toString().includes('$6$'));
  t.false(asked.query.command === undefined || shownText(asked.query.command).includes('$6$'));
  const planned = planHere(asked, host);
  t.false(JSON.stringify(planned).includes('$6$'));
  for (const step of changesOf(planned).flatMap(({ steps }) => steps))
    t.false(step.kind === 'exec' && step.command.parts.some((part) => String(part).includes('$6$')));
});

const changesOf = (planned: Planned): readonly Change[] => (planned.kind === 'changes' ? planned.changes : []);

test('what ends a login is said of the step, for the account that we log in with', (t) => {
  const host = ownAccounts(t, 'dash');
  convergeHere(boundModule('user', { name: 'bw-n', groups: ['adm'], password: hash }), host);
  const logins = (input: object): readonly string[] =>
    changesOf(planHere(boundModule('user', { name: 'bw-n', ...input }), host))
      .flatMap(({ steps }) => steps)
      .map((step) => (step.kind === 'exec' ? `${step.account?.name} ${step.account?.login}` : step.kind));
  t.deepEqual(logins({ state: 'absent' }), ['bw-n ends']);
  t.deepEqual(logins({ password_lock: true }), ['bw-n ends']);
  t.deepEqual(logins({ shell: '/usr/sbin/nologin' }), ['bw-n ends']);
  t.deepEqual(logins({ expires: 1 }), ['bw-n ends']);
  t.deepEqual(logins({ groups: [] }), ['bw-n may-end']);
  t.deepEqual(logins({ password: other }), ['bw-n may-end']);
  t.deepEqual(logins({ comment: 'x' }), ['bw-n stays']);
});

test('a password that is none is told without showing it', (t) => {
  t.regex(complaints('user', { name: 'a', password: 'hunter2' })[0] ?? '', /^password: must be a crypt hash/);
  t.false(complaints('user', { name: 'a', password: 'hunter2' })[0]?.includes('hunter2'));
  for (const password of ['!', '*', '!!', '$y$j9T$abc$def', hash])
    t.deepEqual(complaints('user', { name: 'a', password }), []);
  for (const input of [{ comment: 'a:b' }, { home: 'relative' }, { shell: '/bin/a:b' }, { groups: ['a b'] }])
    t.is(complaints('user', { name: 'a', ...input }).length, 1, JSON.stringify(input));
});
