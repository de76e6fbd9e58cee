import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Secret } from '../../src/domain/secret.ts';
import { capped } from '../../src/shell/capped.ts';
import { sh } from '../../src/shell/sh.ts';
import { PutError } from '../../src/domain/errors.ts';
import { SHELLS, startDispatcher, text, type TestDispatcher } from './helpers/dispatcher.ts';
import { commandLines, eventually, marked } from './helpers/processes.ts';

type Options = Parameters<typeof startDispatcher>[1];
type Body = (t: ExecutionContext, host: TestDispatcher, folder: string) => Promise<void>;

/** One dispatcher and one scratch folder a test; nothing may be left of either. */
function onEveryShell(title: string, body: Body, options: Options = {}): void {
  for (const shell of SHELLS) {
    test(`${shell.join(' ')}: ${title}`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'bulwark-test-'));
      const host = startDispatcher(shell, options);
      t.teardown(() => rmSync(folder, { recursive: true, force: true }));
      try {
        await body(t, host, folder);
      } finally {
        await host.session.close();
      }
      t.true(
        await eventually(() => marked(host.mark).length === 0),
        `left over: ${commandLines(host.mark).join('; ')}`,
      );
    });
  }
}

onEveryShell('outputs come back exact, with and without a final newline', async (t, { ask }) => {
  const outputs = await ask(
    sh`printf 'a\n\nb'`,
    sh`printf 'c\n\n'; echo oops >&2; exit 3`,
    sh`:`,
    sh`printf '\000\377'`,
  );
  t.deepEqual(
    outputs.map(({ code, stdout, stderr }) => [code, stdout.toString('latin1'), stderr.toString()]),
    [
      [0, 'a\n\nb', ''],
      [3, 'c\n\n', 'oops\n'],
      [0, '', ''],
      [0, '\0\xff', ''],
    ],
  );
});

onEveryShell('1,000 random binary outputs in one frame are exact', async (t, { ask, session }, folder) => {
  const blocks = Array.from({ length: 1000 }, (_, index) => randomBytes(1 + ((index * 37) % 700)));
  await session.put(`${folder}/all`, Buffer.concat(blocks));
  let offset = 0;
  const outputs = await ask(
    ...blocks.map((block) => {
      const start = offset + 1;
      offset += block.length;
      return sh`tail -c +${start} ${`${folder}/all`} 2>/dev/null | dd bs=${block.length} count=1 iflag=fullblock 2>/dev/null`;
    }),
  );
  t.true(outputs.every(({ stdout }, index) => blocks[index]?.equals(stdout)));
});

onEveryShell('exit, cd, umask, set -e, variables and syntax errors do not leak', async (t, { ask }) => {
  const outputs = await ask(
    sh`cd /tmp; umask 0; set -e; x=1; exit 9`,
    sh`pwd; umask; false; echo "on $x"`,
    sh`if then`,
    sh`echo )`,
    sh`echo fine`,
  );
  t.deepEqual(
    outputs.map((output) => output.code === 0),
    [false, true, false, false, true],
  );
  t.regex(text(outputs[1]), /^\/\n0?077\non \n$/);
  t.is(text(outputs[4]), 'fine\n');
});

onEveryShell('commands read nothing of the stream', async (t, { ask }) => {
  const [first, second] = await ask(sh`cat; read -r x; echo "read: $x"`, sh`echo next`);
  t.is(text(first), 'read: \n');
  t.is(text(second), 'next\n');
});

onEveryShell('after a failure, commands that go on only if all is well are skipped', async (t, { session }) => {
  const { outputs } = await session.exchange({
    prelude: sh`fail() { return 4; }`,
    commands: [
      { command: sh`fail`, onlyIf: 'ok-so-far' },
      { command: sh`echo no`, onlyIf: 'ok-so-far' },
      { command: sh`echo always` },
    ],
    timeout: 10_000,
  });
  t.deepEqual(
    outputs.map(({ code }) => code),
    [4, null, 0],
  );
  t.deepEqual(outputs.map(text), ['', '', 'always\n']);
});

onEveryShell('a failure without that mark skips nothing', async (t, { session }) => {
  const { outputs } = await session.exchange({
    commands: [{ command: sh`false` }, { command: sh`true`, onlyIf: 'ok-so-far' }],
    timeout: 10_000,
  });
  t.deepEqual(
    outputs.map(({ code }) => code),
    [1, 0],
  );
});

onEveryShell('a frame without commands is answered', async (t, { ask }) => void t.deepEqual(await ask(), []));

onEveryShell(
  'a hanging command is killed with all its children, and what had ended is told',
  async (t, { ask, session, mark }) => {
    await ask(sh`:`);
    const before = marked(mark).length;
    const result = await session.exchange({
      commands: [
        { command: sh`echo done` },
        { command: sh`trap '' TERM HUP; (sleep 1000 &); sleep 1000` },
        { command: sh`echo never` },
      ],
      timeout: 300,
    });
    t.is(result.kind, 'timed-out');
    t.deepEqual(result.outputs.map(text), ['done\n']);
    t.is(text((await ask(sh`echo again`))[0]), 'again\n');
    t.true(await eventually(() => marked(mark).length <= before), commandLines(mark).join('; '));
  },
);

onEveryShell('an abort interrupts the frame, and one before it sends nothing', async (t, { ask, session }) => {
  const controller = new AbortController();
  const running = session.exchange({ commands: [{ command: sh`sleep 1000` }], timeout: 60_000 }, controller.signal);
  controller.abort();
  t.is((await running).kind, 'interrupted');
  t.is(
    (await session.exchange({ commands: [{ command: sh`exit 1` }], timeout: 60_000 }, controller.signal)).kind,
    'interrupted',
  );
  t.is(text((await ask(sh`echo again`))[0]), 'again\n');
});

onEveryShell('a kill that comes as the frame ends loses nothing', async (t, { ask, session }) => {
  for (let delay = 1; delay < 30; delay += 2) {
    const result = await session.exchange({ commands: [{ command: sh`echo one` }], timeout: delay });
    t.true(result.kind === 'timed-out' || text(result.outputs[0]) === 'one\n');
  }
  t.is(text((await ask(sh`echo two`))[0]), 'two\n');
});

onEveryShell(
  'a child that survives neither holds up its frame nor gets into the next one',
  async (t, { ask }, folder) => {
    const start = performance.now();
    const [first] = await ask(
      sh`(trap '' PIPE; sleep 0.3; echo stray; echo stray >&2; touch ${`${folder}/survived`}) & echo started`,
    );
    t.is(text(first), 'started\n');
    const [second] = await ask(sh`sleep 0.6; echo next; ls ${folder}`);
    t.is(text(second), 'next\nsurvived\n');
    t.is(second?.stderr.length, 0);
    t.true(performance.now() - start < 5000);
  },
);

onEveryShell('secrets and the nonce are never in an argv or environment on the host', async (t, { ask }) => {
  const secret = `s3cret-${randomBytes(8).toString('hex')}`;
  const [looked] = await ask(
    sh`(printf '%s' ${new Secret(secret)} | { sleep 0.2; cat >/dev/null; }) & cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\000' '\n'; printf %s "$n" >&2; wait`,
  );
  const nonce = looked?.stderr.toString() ?? '';
  t.is(nonce.length, 32);
  t.false(text(looked).includes(secret));
  t.false(text(looked).includes(nonce));
});

onEveryShell('a capped command sends so much and keeps its code', async (t, { ask }) => {
  const [big, small, exact] = await ask(
    capped(sh`head -c 1000000 /dev/zero | tr '\000' x; head -c 5000 /dev/zero >&2; exit 7`, 100),
    capped(sh`printf ab; printf cd >&2`, 100),
    capped(sh`printf abc`, 3),
  );
  t.deepEqual([big?.code, big?.stdout.length, big?.stderr.length], [7, 100, 100]);
  t.deepEqual([small?.code, text(small), small?.stderr.toString()], [0, 'ab', 'cd']);
  t.is(text(exact), 'abc');
});

onEveryShell('10 MB are put exactly, in a file that only its owner reads', async (t, { session }, folder) => {
  const content = randomBytes(10_000_000);
  await session.put(`${folder}/it's big`, content);
  await session.put(`${folder}/empty`, Buffer.alloc(0));
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  t.is(hash(readFileSync(`${folder}/it's big`)), hash(content));
  t.is(statSync(`${folder}/it's big`).mode & 0o777, 0o600);
  t.is(statSync(`${folder}/empty`).size, 0);
  await session.put(`${folder}/it's big`, Buffer.from('shorter'));
  t.is(readFileSync(`${folder}/it's big`, 'utf8'), 'shorter');
});

onEveryShell('a missing folder fails the put, and the stream stays in step', async (t, { session, ask }, folder) => {
  await t.throwsAsync(session.put(`${folder}/none/file`, randomBytes(600_000)), { instanceOf: PutError });
  t.is(text((await ask(sh`echo in step`))[0]), 'in step\n');
});

onEveryShell(
  "a full disk fails the put with the host's words, and the stream stays in step",
  async (t, { session, ask }, folder) => {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'bulwark-test', folder]);
    t.is(mounted.status, 0, `this test mounts a small tmpfs and must run as root: ${mounted.stderr.toString()}`);
    try {
      await t.throwsAsync(session.put(`${folder}/file`, randomBytes(600_000)), {
        instanceOf: PutError,
        message: /No space left on device/,
      });
      t.is(text((await ask(sh`echo in step`))[0]), 'in step\n');
    } finally {
      spawnSync('umount', [folder]);
    }
  },
);

onEveryShell('a path that a line cannot carry is refused', async (t, { session }) => {
  for (const path of ['', ' /tmp/x', '/tmp/x ', '/tmp/a\nb'])
    await t.throwsAsync(session.put(path, Buffer.alloc(0)), { message: /cannot put/ });
});

onEveryShell(
  'when the controller goes, the running step ends first and nothing is left',
  async (t, { session, channel, ask, mark }, folder) => {
    await ask(sh`:`);
    const running = session.exchange({
      commands: [{ command: sh`sleep 0.5; head -c 300000 /dev/zero; echo x >&2; touch ${`${folder}/whole`}` }],
      timeout: 20_000,
    });
    const lost = t.throwsAsync(running, { message: /lost the connection/ });
    channel.destroy();
    await lost;
    t.true(await eventually(() => marked(mark).length === 0));
    t.notThrows(() => statSync(`${folder}/whole`));
  },
);

onEveryShell(
  'a step that hangs after the controller has gone ends at its timeout',
  async (t, { session, channel, ask, mark }) => {
    await ask(sh`:`);
    const lost = t.throwsAsync(
      session.exchange({ commands: [{ command: sh`trap '' TERM; sleep 1000` }], timeout: 1000 }),
      { message: /lost/ },
    );
    channel.destroy();
    await lost;
    t.true(await eventually(() => marked(mark).length === 0));
  },
);

onEveryShell('half a batch is not run', async (t, { channel, ask, mark }, folder) => {
  await ask(sh`:`);
  channel.stdin.end(`run 1000 7 5\ntouch ${folder}/half\n`);
  t.true(await eventually(() => marked(mark).length === 0));
  t.throws(() => statSync(`${folder}/half`));
});

onEveryShell(
  'noise before the hello is skipped',
  async (t, { ask }) => void t.is(text((await ask(sh`echo clean`))[0]), 'clean\n'),
  { prefix: 'echo Welcome; echo "a:b:c"; head -c 60000 /dev/zero; echo lecture >&2' },
);

for (const shell of SHELLS) {
  test(`${shell.join(' ')}: too much noise is an error that names its likely places`, async (t) => {
    const { session, ask } = startDispatcher(shell, {
      prefix: 'i=0; while [ $i -lt 10000 ]; do echo "line $i of the news"; i=$((i+1)); done',
    });
    await t.throwsAsync(ask(sh`:`), { message: /more than 64 KiB/ });
    await session.close();
  });

  test(`${shell.join(' ')}: a missing tool fails the first frame by name`, async (t) => {
    const { session, ask } = startDispatcher(shell, {
      prefix: 'command() { [ "$2" != flock ] && [ "$2" != sha256sum ]; }',
    });
    await t.throwsAsync(ask(sh`:`), { message: 'the host lacks flock, sha256sum' });
    await session.close();
  });

  test(`${shell.join(' ')}: a shell that ends before the hello is explained with its own words`, async (t) => {
    const { session, ask } = startDispatcher(shell, { prefix: 'echo This account is not available. >&2; exit 5' });
    await t.throwsAsync(ask(sh`:`), { message: /ended with 5 .*This account is not available/ });
    await session.close();
  });
}
