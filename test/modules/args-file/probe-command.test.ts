import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { wireText } from '../../../src/domain/shell-command.ts';
import { componentCommand } from '../../../src/modules/args-file/probe-command.ts';

/** As the binaries print it: kube-apiserver 1.32 (pflag, cobra), etcd 3.5 (quoted defaults), containerd 1.7 (urfave/cli). */
const helpText = `Usage:
  kube-apiserver [flags]

Generic flags:

      --advertise-address ip                       The IP address on which to advertise
      --anonymous-auth                             Enables anonymous requests. (default true)
      --feature-gates colonSeparatedMultimapStringString   Comma-separated list
                                                   --notaflag is text of the line above
  -v, --v Level                                    number for the log level verbosity
      --version version[=true]                     --version, --version=raw prints version information
  --client-cert-auth 'false'
    Enable client cert authentication.
   --config value, -c value     Path to the configuration file
`;
const compact = [
  'advertise-address ip',
  'anonymous-auth',
  'feature-gates colonSeparatedMultimapStringString',
  'v Level',
  'version version[=true]',
  "client-cert-auth 'false'",
  'config value, -c value',
];

const asks = test.macro({
  exec: (t, content: string, added: readonly string[], asked: boolean) => {
    const folder = mkdtempSync(join(tmpdir(), 'bulwark-probe-'));
    try {
      writeFileSync(join(folder, 'args'), content);
      writeFileSync(join(folder, 'help'), helpText);
      writeFileSync(join(folder, 'kubelet'), `#!/bin/sh\n[ "$1" = --help ] && cat ${folder}/help\n`);
      chmodSync(join(folder, 'kubelet'), 0o755);
      const script = wireText(componentCommand(join(folder, 'args'), 'kubelet', added, false)).replaceAll(
        '/snap/k8s/current/bin',
        folder,
      );
      for (const shell of [['dash'], ['busybox', 'sh'], ['bash']]) {
        const said = execFileSync(shell[0] ?? '', [...shell.slice(1), '-c', script]).toString();
        t.is(said, ['-- help', ...(asked ? compact : []), '-- argv', ''].join('\n'), shell.join(' '));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  title: (_, content: string, added: readonly string[], asked: boolean) =>
    `${JSON.stringify(content)} with ${added.join(', ') || 'nothing'} wanted ${asked ? 'asks' : 'does not ask'} for --help`,
});

test(asks, '', [], false);
test(asks, '', ['v'], true);
test(asks, '--v="4"\n', ['v'], false);
test(asks, '--v="4"', ['v'], false);
test(asks, '# --x y\n\n--v="0"\n', ['v'], false);
test(asks, '--v="4"\n', ['v', 'anonymous-auth'], true);
test(asks, '--v="4"\n--v="5"\n', [], true);
test(asks, '--v 4\n', [], true);
test(asks, '--v\n', [], true);
test(asks, '--v=4 --w=5\n', [], true);
test(asks, '-v=4\n', [], true);
test(asks, '--a_b=4\n', ['a-b'], true);
test(asks, '--v="a b"\n', ['v'], true);
test(asks, '--v="`reboot`$(reboot)"\n', ['v'], false);
test(asks, '[0]=x\n', [], true);

test('without systemd, the file and the binary there is still an answer', (t) => {
  const script = wireText(componentCommand('/nowhere/args', 'etcd', ['name'], true)).replaceAll(
    'systemctl',
    'no-such-command',
  );
  t.is(execFileSync('dash', ['-c', `set -e; ${script}`]).toString(), '\nExe=\nProcesses=0\n-- help\n-- argv\n');
});

/** The argv of a process whose binary is this one; it sleeps until it is ended. */
const asksOfArgv = test.macro({
  exec: (t, argv: readonly string[], asked: boolean) => {
    const folder = mkdtempSync(join(tmpdir(), 'bulwark-probe-'));
    const process = spawn('sh', ['-c', 'sleep 60; :', ...argv], { stdio: 'ignore' });
    try {
      writeFileSync(join(folder, 'args'), '--v="4"\n');
      writeFileSync(join(folder, 'help'), helpText);
      writeFileSync(join(folder, 'kubelet'), `#!/bin/sh\ncat ${folder}/help\n`);
      chmodSync(join(folder, 'kubelet'), 0o755);
      writeFileSync(join(folder, 'systemctl'), `#!/bin/sh\necho MainPID=${process.pid ?? 0}\n`);
      chmodSync(join(folder, 'systemctl'), 0o755);
      const script = wireText(componentCommand(join(folder, 'args'), 'kubelet', [], true)).replaceAll(
        '/snap/k8s/current/bin',
        folder,
      );
      for (const shell of [['dash'], ['busybox', 'sh'], ['bash']]) {
        const said = execFileSync(shell[0] ?? '', [
          ...shell.slice(1),
          '-c',
          `PATH=${folder}:$PATH; ${script}`,
        ]).toString();
        t.is(said.includes(compact.join('\n')), asked, shell.join(' '));
        t.true(said.endsWith(`${argv.join('\0')}\0`), said);
      }
    } finally {
      process.kill();
      rmSync(folder, { recursive: true });
    }
  },
  title: (_, argv: readonly string[], asked: boolean) =>
    `a process with ${JSON.stringify(argv)} ${asked ? 'asks' : 'does not ask'} for --help`,
});
test(asksOfArgv, ['--v=4', '--x=1'], false);
test(asksOfArgv, ['--v=4', '--v=5'], true);
test(asksOfArgv, ['--v', '4', '--v=5'], true);
test(asksOfArgv, ['--v=4', '--vv=4', '$(reboot)`reboot`'], false);
