import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test, { type ExecutionContext } from 'ava';

import type { RunEvent, RunEventBody } from '../../../src/domain/event.ts';
import { Fleet, type Ran, type RunSettings } from '../support/fleet.ts';

type Body<Type extends RunEventBody['type']> = Extract<RunEvent, { type: Type }>;

const ofType = <Type extends RunEventBody['type']>({ events }: Ran, type: Type): readonly Body<Type>[] =>
  events.filter((event): event is Body<Type> => event.type === type);

const compared = (ran: Ran, host = 'h1'): Body<'host-compared'> => {
  const found = ofType(ran, 'host-compared').find((event) => event.host === host);
  if (found === undefined) throw new Error(`${host} was not compared`);
  return found;
};

const copies = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `    - copy: { dest: "{{ folder }}/f${String(at)}", content: "${String(at)}", mode: "0600" }\n`,
  ).join('');
/** One playbook on hosts of one test, each run under an id of its own: runs of one second share a journal otherwise. */
class Runs {
  readonly fleet: Fleet;
  #count = 0;

  constructor(t: ExecutionContext) {
    this.fleet = new Fleet(t);
  }

  run(text: string, hosts: readonly string[], settings: RunSettings = {}): Promise<Ran> {
    this.#count += 1;
    const options = { run: `1121-t${this.#count}`, ...settings.options };
    return this.fleet.run(text, hosts, { ...settings, options });
  }

  folder = (host: string): string => this.fleet.folder(host);
  journal = (host: string): string => this.fleet.journal(host);
}
const play = (tasks: string): string => `- hosts: all\n  tasks:\n${tasks}`;
const three = play(copies(3));

test('a host where nothing moved since the last apply is asked once, with less than 1 kB', async (t) => {
  const fleet = new Runs(t);
  const text = play(copies(40));
  await fleet.run(text, ['h1'], { options: { run: '1121-a1' } });
  const ran = await fleet.run(text, ['h1'], { mode: 'drift' });
  t.is(ran.exchanges.get('h1'), 1);
  t.log(`${ran.sent.get('h1')} bytes`);
  t.true((ran.sent.get('h1') ?? Infinity) < 1000);
  const { since, moved, why } = compared(ran);
  t.is(since?.run, '1121-a1');
  t.is(since?.who, 'test@here');
  t.deepEqual(moved, []);
  t.is(why, null);
  t.deepEqual(ran.results, []);
  t.deepEqual(ran.outcomes, { h1: 'ok' });
});

test('a converged host writes its marker once, and pays no exchange for it', async (t) => {
  const fleet = new Runs(t);
  for (let at = 0; at < 3; at += 1) writeFileSync(join(fleet.folder('h1'), `f${at}`), String(at), { mode: 0o600 });
  const marker = join(fleet.journal('h1'), 'state/site.yaml');
  const first = await fleet.run(three, ['h1'], { options: { run: '1121-a1' } });
  t.is(first.exchanges.get('h1'), 1);
  t.is(statSync(marker).mode & 0o777, 0o600);
  t.is(statSync(join(fleet.journal('h1'), 'state')).mode & 0o777, 0o700);
  const written = readFileSync(marker, 'utf8');
  const again = await fleet.run(three, ['h1'], { options: { run: '1121-a2' } });
  t.is(again.exchanges.get('h1'), 1);
  t.is(readFileSync(marker, 'utf8'), written);
});

test('what moved is told, looked at, and put back by --only-drifted alone', async (t) => {
  const fleet = new Runs(t);
  await fleet.run(three, ['h1', 'h2']);
  chmodSync(join(fleet.folder('h1'), 'f1'), 0o644);
  const drift = await fleet.run(three, ['h1', 'h2'], { mode: 'drift' });
  t.is(compared(drift).why, 'moved');
  t.deepEqual(compared(drift).moved, [
    { what: join(fleet.folder('h1'), 'f1'), before: 'mode 0600', after: 'mode 0644' },
  ]);
  t.is(compared(drift, 'h2').why, null);
  t.deepEqual(drift.outcomes, { h1: 'drifted', h2: 'ok' });
  const [cause] = ofType(drift, 'drift-explained');
  t.deepEqual(
    cause?.items.map(({ taskId }) => taskId),
    ['0.tasks.1'],
  );
  const repaired = await fleet.run(three, ['h1', 'h2'], { options: { onlyDrifted: true } });
  t.deepEqual(repaired.outcomes, { h1: 'changed', h2: 'ok' });
  t.is(repaired.exchanges.get('h2'), 1);
  t.is(repaired.results.filter((result) => result.endsWith('changed')).length, 1);
  t.is(statSync(join(fleet.folder('h1'), 'f1')).mode & 0o777, 0o600);
  const after = await fleet.run(three, ['h1', 'h2'], { mode: 'drift' });
  t.is(compared(after).why, null);
});

test('an edited playbook is told and never rolled out by --only-drifted, but what moved is put back', async (t) => {
  const fleet = new Runs(t);
  await fleet.run(three, ['h1']);
  const edited = three.replace('content: "0"', 'content: "new"');
  const told = await fleet.run(edited, ['h1'], { options: { onlyDrifted: true } });
  t.is(compared(told).why, 'playbook-changed');
  t.deepEqual(told.outcomes, { h1: 'drifted' });
  t.is(readFileSync(join(fleet.folder('h1'), 'f0'), 'utf8'), '0');
  rmSync(join(fleet.folder('h1'), 'f2'));
  const mended = await fleet.run(edited, ['h1'], { options: { onlyDrifted: true } });
  t.is(readFileSync(join(fleet.folder('h1'), 'f2'), 'utf8'), '2');
  t.is(readFileSync(join(fleet.folder('h1'), 'f0'), 'utf8'), '0');
  t.true(mended.results.some((result) => result.endsWith('changed')));
  await fleet.run(edited, ['h1']);
  t.is(readFileSync(join(fleet.folder('h1'), 'f0'), 'utf8'), 'new');
  t.is(compared(await fleet.run(edited, ['h1'], { mode: 'drift' })).why, null);
});

test('a host that the playbook was never applied to is looked at and left alone', async (t) => {
  const fleet = new Runs(t);
  const ran = await fleet.run(three, ['h1'], { options: { onlyDrifted: true } });
  t.is(compared(ran).why, 'never-applied');
  t.is(compared(ran).since, null);
  t.deepEqual(ran.outcomes, { h1: 'drifted' });
  t.false(existsSync(join(fleet.folder('h1'), 'f0')));
  t.false(existsSync(join(fleet.journal('h1'), 'state')));
});

test('drift that finds all as wanted renews the marker: after a look, and once a day', async (t) => {
  const fleet = new Runs(t);
  await fleet.run(three, ['h1'], { options: { run: '1121-a1' } });
  const marker = join(fleet.journal('h1'), 'state/site.yaml');
  const file = join(fleet.folder('h1'), 'f0');
  writeFileSync(`${file}.new`, '0', { mode: 0o600 });
  renameSync(`${file}.new`, file);
  const moved = await fleet.run(three, ['h1'], { mode: 'drift', options: { run: '1121-b1' } });
  t.is(compared(moved).why, 'moved');
  t.deepEqual(moved.outcomes, { h1: 'ok' });
  t.is(compared(await fleet.run(three, ['h1'], { mode: 'drift' })).since?.run, '1121-b1');
  const dayOld = readFileSync(marker, 'utf8').replace(/"checkedAt":\d+/, `"checkedAt":${Date.now() - 25 * 3600_000}`);
  writeFileSync(marker, dayOld);
  const daily = await fleet.run(three, ['h1'], { mode: 'drift', options: { run: '1122-c1' } });
  t.is(compared(daily).why, 'daily');
  const next = compared(await fleet.run(three, ['h1'], { mode: 'drift' }));
  t.is(next.why, null);
  t.is(next.since?.run, '1121-b1');
});

test('plan never writes a marker, and neither does a run of a part of the playbook', async (t) => {
  const fleet = new Runs(t);
  await fleet.run(three, ['h1'], { options: { whole: false } });
  await fleet.run(three, ['h1'], { mode: 'plan' });
  t.false(existsSync(join(fleet.journal('h1'), 'state')));
});

test('a marker that cannot be read counts as none', async (t) => {
  const fleet = new Runs(t);
  await fleet.run(three, ['h1']);
  writeFileSync(join(fleet.journal('h1'), 'state/site.yaml'), '{"bulwark":"marker","version":2}\n$(reboot)\n');
  const ran = await fleet.run(three, ['h1'], { mode: 'drift' });
  t.is(compared(ran).why, 'never-applied');
  t.deepEqual(ran.outcomes, { h1: 'ok' });
});

test('a command that runs in every apply is no drift, and --only-drifted does not run it', async (t) => {
  const fleet = new Runs(t);
  const text = play(`${copies(1)}    - command: touch {{ folder }}/ran\n`);
  await fleet.run(text, ['h1']);
  rmSync(join(fleet.folder('h1'), 'ran'));
  const drift = await fleet.run(text, ['h1'], { mode: 'drift', options: { full: true } });
  t.deepEqual(drift.outcomes, { h1: 'ok' });
  chmodSync(join(fleet.folder('h1'), 'f0'), 0o644);
  const repaired = await fleet.run(text, ['h1'], { options: { onlyDrifted: true } });
  t.deepEqual(repaired.outcomes, { h1: 'changed' });
  t.false(existsSync(join(fleet.folder('h1'), 'ran')));
});

test('what changes between the look and the end of a run is not taken for the good state', async (t) => {
  const fleet = new Runs(t);
  await fleet.run(three, ['h1'], {
    seen: (event) => {
      if (event.type === 'host-finished') chmodSync(join(fleet.folder('h1'), 'f0'), 0o666);
    },
  });
  t.is(compared(await fleet.run(three, ['h1'], { mode: 'drift' })).why, 'moved');
});
