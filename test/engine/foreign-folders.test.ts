import {
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'ava';

import { Fleet } from './support/fleet.ts';

/** An account that is neither root nor ours. */
const somebody = 65_534;

const copyTo = (path: string): string =>
  `- hosts: all\n  tasks: [{ name: write, copy: { dest: "{{ folder }}/${path}", content: "ours", owner: "${somebody}" } }]\n`;

for (const shell of [['dash'], ['busybox', 'sh']]) {
  test(`a link that another user can change leads nowhere (${shell.join(' ')})`, async (t) => {
    const fleet = new Fleet(t, shell);
    const folder = fleet.folder('h1');
    mkdirSync(join(folder, 'theirs'));
    mkdirSync(join(folder, 'victim'), { mode: 0o700 });
    symlinkSync(join(folder, 'victim'), join(folder, 'theirs/way'));
    lchownSync(join(folder, 'theirs/way'), somebody, somebody);
    chownSync(join(folder, 'theirs'), somebody, somebody);
    const ran = await fleet.run(copyTo('theirs/way/file'), ['h1']);
    t.regex(ran.finished('write').error?.message ?? '', /leads through a link that another user can change/);
    t.deepEqual(readdirSync(join(folder, 'victim')), []);
  });

  test(`what somebody laid where our temporary folder goes is left alone (${shell.join(' ')})`, async (t) => {
    const fleet = new Fleet(t, shell);
    const folder = fleet.folder('h1');
    mkdirSync(join(folder, 'theirs'));
    writeFileSync(join(folder, 'victim'), 'secret', { mode: 0o600 });
    chownSync(join(folder, 'theirs'), somebody, somebody);
    const ran = await fleet.run(copyTo('theirs/file'), ['h1'], {
      // The name holds the second at which the run began: every one that it may be is taken.
      beforeFrame: () => {
        const now = Math.floor(Date.now() / 1000);
        for (let at = now - 5; at <= now; at += 1) {
          const trap = join(folder, 'theirs', `.bulwark-1121-t1.${String(at)}-00001`);
          if (!existsSync(trap)) symlinkSync(join(folder, 'victim'), trap);
        }
      },
    });
    t.is(ran.finished('write').status, 'failed');
    const { uid, mode } = statSync(join(folder, 'victim'));
    t.deepEqual([uid, mode & 0o777], [0, 0o600]);
    t.false(existsSync(join(folder, 'theirs/file')));
  });

  test(`a file in somebody's folder is written and given to them (${shell.join(' ')})`, async (t) => {
    const fleet = new Fleet(t, shell);
    const folder = fleet.folder('h1');
    mkdirSync(join(folder, 'theirs'));
    chownSync(join(folder, 'theirs'), somebody, somebody);
    t.is((await fleet.run(copyTo('theirs/file'), ['h1'])).finished('write').status, 'changed');
    t.is(statSync(join(folder, 'theirs/file')).uid, somebody);
    t.deepEqual(readdirSync(join(folder, 'theirs')), ['file']);
  });
}
