import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import test from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';

import { tempFolder } from '../support/temp-folder.ts';

const blocks = z.array(
  z.looseObject({ block: z.array(z.looseObject({ name: z.string(), shell: z.unknown().optional() })) }),
);

/** The script of a task of `playbooks/tasks/own-controls.yaml`. */
function scriptOf(name: string): string {
  const written = parse(readFileSync('playbooks/tasks/own-controls.yaml', 'utf8'), { merge: true });
  const task = blocks
    .parse(written)
    .flatMap(({ block }) => block)
    .find((one) => one.name === name);
  return z.object({ cmd: z.string() }).parse(task?.shell).cmd;
}

const registries = test.macro((t, text: string, told: readonly string[]) => {
  const file = `${tempFolder(t)}/config.toml`;
  writeFileSync(file, text);
  const places = '/etc/containerd/hosts.d/*/hosts.toml /etc/containerd/config.toml /etc/containerd/conf.d/*.toml';
  const said = execFileSync('sh', ['-c', scriptOf('Registries without TLS').replace(places, file)], {
    encoding: 'utf8',
  });
  t.deepEqual(
    said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(file, '')),
    told,
  );
});
test('a registry of this machine needs no TLS', registries, 'server = "http://localhost:5000"\n', []);
test('nor by its address', registries, "server = 'http://127.0.0.1/v2'\na = ['http://[::1]:5000', 'x']\n", []);
test('a remote one does', registries, '# c\n  server = "http://r.example.org"\n', [
  ':2 server = "http://r.example.org"',
]);
for (const name of ['localhost.example.org', '127.example.org', 'localhost@r.example.org'])
  test(`${name} is not this machine`, registries, `server = "http://${name}"\n`, [
    `:1 server = "http://${name.replace(/.*@/, '')}"`,
  ]);
test('a comment makes nothing local', registries, '[host."https://r"] # //localhost/\nskip_verify = true\n', [
  ':2 skip_verify = true',
]);
test('beside one of this machine', registries, 'a = ["http://localhost:1", "HTTP://r"]\n', [
  ':1 a = ["http://localhost:1", "HTTP://r"]',
]);
test('skip_verify of this machine', registries, '[host."https://localhost:5000"]\n  skip_verify = true\n', []);
test('skip_verify of another', registries, '[host."https://localhost.org"]\n  "skip_verify"=true\n', [
  ':2 "skip_verify"=true',
]);
test('the password of a registry stays on the host', registries, 'server = "http://me:pass@r.example.org"\n', [
  ':1 server = "http://r.example.org"',
]);

/** What the script finds where `fill` put files into two home folders, one of them with a blank in its name. */
const copies = test.macro((t, fill: string, told: readonly string[] | RegExp) => {
  const folder = tempFolder(t);
  const homes = [`${folder}/home`, `${folder}/a b`];
  for (const home of homes) mkdirSync(home);
  chmodSync(folder, 0o755);
  const script = scriptOf('Kubeconfigs that others can read')
    .replace('/root /home /tmp /var/tmp', '')
    .replace(/\$\(getent[^)]*\)/, `'${homes.join('\n')}'`);
  const ran = spawnSync('sh', ['-c', `umask 022; cd '${folder}/a b' && ${fill}\n${script}`], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (told instanceof RegExp) {
    t.regex(ran.stderr, told);
    t.is(ran.status, 1);
  } else
    t.deepEqual([ran.status, ran.stdout.replaceAll(`${folder}/`, '')], [0, told.map((one) => `${one}\n`).join('')]);
});
const config = `'clusters:\n- x\nusers:\n- user:\n    token: x\n'`;
test('no copy of a kubeconfig', copies, 'echo x >x', []);
test('a copy that others cannot read', copies, `printf ${config} >x; chmod 600 x`, []);
test('a copy that others can read', copies, `printf ${config} >x`, ['a b/x']);
test('a copy that the group can read', copies, `printf ${config} >x; chmod 640 x`, ['a b/x']);
test('its name has line breaks', copies, `printf ${config} >"$(printf 'x\\ny')"; printf ${config} >'-e'`, [
  'a b/-e',
  'a b/x?y',
]);
test('a kubeconfig in one line', copies, `printf '{"clusters":[],"users":[{"user":{"client-key-data":"x"}}]}' >x`, [
  'a b/x',
]);
test('a kubeconfig with a password', copies, `printf "'clusters': []\nusers: [{user: {password: x}}]\n" >x`, ['a b/x']);
test('keys without clusters are none', copies, `echo 'token: x' >x; echo 'subclusters: x token: y' >y`, []);
test(
  'a folder that cannot be looked at is no empty one',
  copies,
  `find() { echo 'find: ./x: Permission denied' >&2; return 1; }; timeout() { shift; "$@"; }`,
  /not all could be looked at: find: .*Permission denied/,
);
test('more than can be looked at', copies, 'timeout() { return 124; }', /home has more files than can be looked at/);

test('who edits the configuration of a forwarder is no forwarder', (t) => {
  const script = scriptOf('Forwarders of logs');
  const runs = script.split('\n').find((line) => line.startsWith('runs()'));
  const pattern = /"(\^.*)"/.exec(runs ?? '')?.[1]?.replaceAll('\\$', '$') ?? '';
  const isOne = (line: string): boolean => {
    const wanted = pattern.replace('$1', 'fluentd');
    return line.split('\n').some((one) => new RegExp(wanted).test(one));
  };
  t.true(isOne('/opt/fluent/bin/ruby -Eascii-8bit:ascii-8bit /opt/fluent/bin/fluentd --log /x'));
  t.true(isOne('fluentd'));
  t.true(isOne('/usr/sbin/fluentd -c /etc/x'));
  t.false(isOne('vi /etc/fluentd'));
  t.false(isOne('tail -f /var/log/fluentd'));
  t.false(isOne('sleep 1000 /fluentd'));
});
