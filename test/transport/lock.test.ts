import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sh } from '../../src/shell/sh.ts';
import { SHELLS, startDispatcher } from './helpers/dispatcher.ts';
import { commandLine, commandLines, eventually, marked } from './helpers/processes.ts';

const lockIn = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-lock-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return `${folder}/run/lock`;
};

for (const shell of SHELLS) {
  const name = shell.join(' ');

  test(`${name}: of two runs one gets the lock, and the other learns who has it`, async (t) => {
    const path = lockIn(t);
    const [first, second] = [startDispatcher(shell), startDispatcher(shell)];
    t.deepEqual(await first.session.lock(path, 'alice@laptop since 12:00: run 7'), { taken: true });
    t.deepEqual(await second.session.lock(path, 'bob'), { taken: false, holder: 'alice@laptop since 12:00: run 7' });
    await first.session.unlock();
    t.deepEqual(await second.session.lock(path, 'bob'), { taken: true });
    await second.session.close();
    t.is(readFileSync(`${path}.holder`, 'utf8'), '');
    await first.session.close();
    t.true(
      await eventually(() => marked(first.mark).length + marked(second.mark).length === 0),
      commandLines(second.mark).join('; '),
    );
  });

  test(`${name}: beats reach the holder file, and keep a quiet lock beyond the limit`, async (t) => {
    const path = lockIn(t);
    const { session, mark } = startDispatcher(shell, { silence: { limit: 4, poll: 1 }, limits: { beat: 200 } });
    await session.lock(path, 'alice');
    const firstBeat = await eventually(() =>
      /^alice; last heard from at \d{4}-/.test(readFileSync(`${path}.holder`, 'utf8')),
    );
    t.true(firstBeat);
    t.false(await eventually(() => marked(mark).length === 0, 6500));
    await session.close();
  });

  test(`${name}: a controller that falls silent loses the lock after the running step`, async (t) => {
    const path = lockIn(t);
    const { session, mark, ask } = startDispatcher(shell, {
      silence: { limit: 2, poll: 1 },
      limits: { beat: 1_000_000 },
    });
    await session.lock(path, 'silent');
    const lost = t.throwsAsync(ask(sh`sleep 4; touch ${`${path}.whole`}`), { message: /lost the connection/ });
    const other = startDispatcher(shell);
    await new Promise((resolve) => setTimeout(resolve, 3200)); // past the limit, while the step runs
    t.false((await other.session.lock(path, 'bob')).taken);
    t.true(await eventually(() => marked(mark).length === 0), commandLines(mark).join('; '));
    t.true(existsSync(`${path}.whole`));
    t.true((await other.session.lock(path, 'bob')).taken);
    await lost;
    await other.session.close();
  });

  test(`${name}: a dispatcher that is killed outright leaves neither lock nor watchdog, even if a child of a step lives on`, async (t) => {
    const path = lockIn(t);
    const { session, mark, ask, channel } = startDispatcher(shell, { silence: { limit: 20, poll: 1 } });
    await session.lock(path, 'doomed');
    const [output] = await ask(sh`sleep 300 & echo $!; ls -l /proc/$!/fd >&2`);
    const survivor = Number(output?.stdout.toString());
    t.teardown(() => process.kill(survivor, 'SIGKILL'));
    t.false(output?.stderr.toString().includes(path));
    const dispatcher = marked(mark).find(
      (pid) => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[1] === String(process.pid),
    );
    process.kill(dispatcher ?? 0, 'SIGKILL');
    const other = startDispatcher(shell);
    t.true((await other.session.lock(path, 'bob')).taken);
    channel.destroy();
    t.true(
      await eventually(() => marked(mark).every((pid) => pid === survivor || isRelay(pid))),
      commandLines(mark).join('; '),
    );
    await other.session.close();
  });

  test(`${name}: a lock file that cannot be opened is not the same as a held lock`, async (t) => {
    const { session } = startDispatcher(shell);
    await t.throwsAsync(session.lock('/dev/null/lock', 'x'), { message: /could not open the lock file/ });
    await session.close();
  });
}

/** The two `cat`s of the last frame end with the surviving child whose output they hold. */
const isRelay = (pid: number): boolean => commandLine(pid).startsWith('cat\0');
