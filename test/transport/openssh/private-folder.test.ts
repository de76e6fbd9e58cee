import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { tempFolder } from '../../support/temp-folder.ts';

const source = join(import.meta.dirname, '../../../src/transport/openssh/private-folder.ts');
const script = `import { makePrivateFolder } from ${JSON.stringify(source)};
console.log((await makePrivateFolder()).socket);`;

const socketUnder = (folder: string): string => {
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: folder },
  });
  return child.stdout.toString().trim();
};

test('the folder is made under TMPDIR, and under /tmp where that would make the path of a socket too long', (t) => {
  const short = tempFolder(t);
  t.true(socketUnder(short).startsWith(`${short}/bulwark-ssh-`));
  const long = join(short, 'ü'.repeat(60));
  mkdirSync(long);
  const socket = socketUnder(long);
  t.teardown(() => rmSync(join(socket, '..'), { recursive: true, force: true }));
  t.true(socket.startsWith('/tmp/bulwark-ssh-'));
});
