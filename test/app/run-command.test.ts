import test from 'ava';

import type { AppPorts } from '../../src/app/ports.ts';
import { runCommand } from '../../src/app/run-command.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';
import type { RunEvent } from '../../src/domain/event.ts';
import { pageText } from '../../src/render/page-text.ts';
import { started, taskFinished } from '../render/helpers/events.ts';
import { idlePorts } from '../support/app-ports.ts';
import { scriptedDesk } from '../support/desk.ts';
import { memoryFiles } from '../support/memory-files.ts';

const inventory = 'all:\n  hosts:\n    b: {}\n    a: {}\n';
const playbook = '- name: Harden\n  hosts: all\n  tasks:\n    - name: Look\n      tags: [look]\n      ping:\n';
const noRollback: AppPorts['engine']['rollback'] = async () => ({ refused: null, interrupted: false });
const noExec: AppPorts['engine']['exec'] = async () => ({ refused: null, interrupted: false });
const project = { 'inv.yaml': inventory, 'site.yaml': playbook };

/** Runs a command line against files of a test and an engine that changes host a. */
async function run(
  line: string | readonly string[],
  more: Partial<AppPorts> = {},
  files: Readonly<Record<string, string>> = project,
) {
  const events: RunEvent[] = [];
  const lines: string[] = [];
  const calls: string[] = [];
  const asked = await parseArgv(typeof line === 'string' ? line.split(' ') : line, 80);
  if (asked.kind !== 'run') throw new Error(`${asked.kind}: ${JSON.stringify(asked)}`);
  const exit = await runCommand(asked.invocation, {
    ...idlePorts,
    files: memoryFiles(files),
    show: (event) => events.push(event),
    print: (printed) => lines.push(...printed),
    page: (page) => lines.push(...pageText(page, 80)),
    engine: {
      run: async (request, emit) => {
        calls.push(
          `${request.mode} forks=${request.forks} ${[...request.targets.keys()].join()} ${request.disrupt} yes=${String(await request.confirm())}`,
        );
        emit(started(request.mode, ['b', 'a']));
        emit(taskFinished('a', { status: request.mode === 'plan' ? 'drifted' : 'changed' }));
        return { refused: null, interrupted: false };
      },
      exec: async (request, emit) => {
        calls.push(
          `exec ${request.become ? 'become' : 'login'} ${[...request.targets.keys()].join()} ${request.command.parts.join('')}`,
        );
        emit(started('exec', ['b', 'a']));
        for (const host of request.targets.keys()) emit({ type: 'host-finished', host, outcome: 'ok', took: 1 });
        return { refused: null, interrupted: false };
      },
      rollback: async (request, emit) => {
        calls.push(`undo ${request.undo} ${[...request.targets.keys()].join()} yes=${String(await request.confirm())}`);
        emit(started('rollback', ['b', 'a']));
        return { refused: null, interrupted: false };
      },
    },
    ...more,
  });
  return {
    exit,
    events,
    lines,
    calls,
    codes: events.flatMap((event) => (event.type === 'diagnostic' ? [event.code] : [])),
  };
}

test('a plan runs the engine once and ends with run-finished', async (t) => {
  const { exit, calls, events } = await run('plan site.yaml -i inv.yaml');
  t.is(exit, 0);
  t.deepEqual(calls, ['plan forks=50 b,a process yes=false']);
  t.deepEqual(
    events.map(({ seq, type }) => [seq, type]),
    [
      [0, 'run-started'],
      [1, 'task-finished'],
      [2, 'run-finished'],
    ],
  );
});

test('--detailed-exitcode makes drift exit 3', async (t) =>
  t.is((await run('plan site.yaml -i inv.yaml --detailed-exitcode')).exit, 3));
test('apply -C is plan', async (t) => t.regex((await run('apply site.yaml -i inv.yaml -C')).calls[0] ?? '', /^plan/));
test('--yes confirms', async (t) =>
  t.regex(
    (await run('apply site.yaml -i inv.yaml --yes --disrupt none -f 3')).calls[0] ?? '',
    /^apply forks=3 b,a none yes=true$/,
  ));
test('a terminal is asked', async (t) =>
  t.regex(
    (await run('apply site.yaml -i inv.yaml', { interactive: true, confirm: async () => true })).calls[0] ?? '',
    /yes=true$/,
  ));
test('-l chooses the hosts that are reached', async (t) =>
  t.regex((await run('plan site.yaml -i inv.yaml -l a')).calls[0] ?? '', / a process/));

test('an interruption exits as its signal does', async (t) => {
  const engine = { run: async () => ({ refused: null, interrupted: true }), exec: noExec, rollback: noRollback };
  t.is((await run('apply site.yaml -i inv.yaml --yes', { engine, stoppedBy: () => 'SIGTERM' })).exit, 143);
});

const refuses = test.macro<[string, string, Partial<AppPorts>?, Readonly<Record<string, string>>?]>({
  exec: async (t, line, code, more = {}, files = project) => {
    const { exit, calls, codes, events } = await run(line, more, files);
    t.is(exit, 5);
    t.deepEqual(calls, []);
    t.true(codes.includes(code), codes.join());
    t.like(events.at(-1), { type: 'run-finished', exit: 5 });
  },
  title: (_, line, code) => `\`bulwark ${line}\` contacts no host: ${code}`,
});

test(refuses, 'apply site.yaml -i inv.yaml', 'not-confirmed');
test(refuses, 'plan -i inv.yaml', 'no-playbook');
test(refuses, 'plan site.yaml', 'no-inventory');
test(refuses, 'plan site.yaml -i nope.yaml', 'inventory-missing');
test(refuses, 'plan site.yaml -i inv.yaml -l c', 'unknown-host-pattern');
test(refuses, 'plan site.yaml -i inv.yaml -e x', 'extra-vars');
test(refuses, 'plan site.yaml -i inv.yaml -K', 'no-password');
test(refuses, 'plan site.yaml -i inv.yaml -e ansible_port=0', 'connection-variable');
test(refuses, 'rollback 1121-k7 -i inv.yaml', 'not-confirmed');
test(refuses, 'inventory list c -i inv.yaml', 'unknown-host-pattern');
test(
  refuses,
  'plan',
  'config-writable',
  { othersMay: () => ({ read: true, write: true }) },
  { ...project, 'bulwark.yaml': 'inventory: inv.yaml\n' },
);
test(refuses, 'plan -l a', 'unknown-key', {}, { ...project, 'bulwark.yaml': 'inventry: inv.yaml\n' });

test('bulwark.yaml names what is not typed, from the folder above too', async (t) => {
  const files = {
    '../inv.yaml': inventory,
    '../site.yaml': playbook,
    '../bulwark.yaml': 'inventory: inv.yaml\nplaybook: site.yaml\nforks: 7\n',
  };
  t.deepEqual((await run('plan', {}, files)).calls, ['plan forks=7 b,a process yes=false']);
});

test('lists print and contact no host', async (t) => {
  t.deepEqual((await run('inventory list -i inv.yaml --format json')).lines, ['["b","a"]']);
  t.deepEqual((await run('inventory list a -i inv.yaml')).lines, ['a']);
  t.deepEqual((await run('plan site.yaml -i inv.yaml --list-hosts')).lines, ['play Harden  (2 hosts)', '  b', '  a']);
  t.deepEqual((await run('plan site.yaml -i inv.yaml --list-tasks')).lines, [
    'play Harden  (2 hosts)',
    '  site.yaml:4  Look  [look]',
  ]);
  const listed = await run('plan site.yaml -i inv.yaml --list-tags');
  t.deepEqual([listed.lines, listed.calls, listed.exit], [['play Harden  (2 hosts)', '  look'], [], 0]);
});

test('facts are told as facts', async (t) => {
  const engine: AppPorts['engine'] = {
    run: async (_request, emit) => {
      emit(started('plan', ['a']));
      emit(taskFinished('a', { module: 'debug', message: new Map([['kernel', '6.1']]) }));
      return { refused: null, interrupted: false };
    },
    exec: noExec,
    rollback: noRollback,
  };
  const { events, exit } = await run('facts a -i inv.yaml', { engine });
  t.is(exit, 0);
  t.like(events[0], { type: 'run-started', mode: 'facts' });
  t.deepEqual(
    events.flatMap((event) => (event.type === 'facts' ? [...event.facts] : [])),
    [['kernel', '6.1']],
  );
});

test('Ctrl-C at the question is an interruption, not an answer', async (t) => {
  const engine: AppPorts['engine'] = {
    run: async () => ({ refused: 'not-confirmed', interrupted: false }),
    exec: noExec,
    rollback: noRollback,
  };
  t.is((await run('apply site.yaml -i inv.yaml --yes', { engine, stoppedBy: () => 'SIGINT' })).exit, 130);
  t.is((await run('apply site.yaml -i inv.yaml --yes', { engine })).exit, 0);
});

test('rollback reaches the hosts of its pattern and needs no playbook', async (t) => {
  t.deepEqual((await run('rollback 1121-k7 a -i inv.yaml --yes')).calls, ['undo 1121-k7 a yes=true']);
  t.deepEqual((await run('rollback 1121-k7 -i inv.yaml --yes')).calls, ['undo 1121-k7 b,a yes=true']);
});

test('exec as the login user asks nobody', async (t) => {
  const { calls, exit } = await run('exec all -i inv.yaml -- uname -r');
  t.deepEqual([calls, exit], [["exec login b,a exec 'uname' '-r'"], 0]);
});
test('a single word of exec is a line for sh', async (t) =>
  t.deepEqual((await run('exec a -i inv.yaml -- uptime')).calls, ["exec login a sh -c 'uptime'"]));
test('words after -- are never options', async (t) =>
  t.deepEqual((await run('exec a -i inv.yaml -- ls -l --yes -b')).calls, ["exec login a exec 'ls' '-l' '--yes' '-b'"]));

test('exec as root on several hosts asks, and runs nothing when the answer is no', async (t) => {
  const asked = async (command: string, ...answers: readonly string[]) => {
    const desk = scriptedDesk(answers);
    const { calls, exit } = await run(command, { interactive: true, desk });
    return { calls, exit, said: desk.said() };
  };
  const command = 'exec all -b -i inv.yaml -- id -u';
  t.deepEqual(await asked(command, ''), {
    calls: [],
    exit: 0,
    said: 'As root on 2 hosts, without a lock: a,b\n  id -u\nRun? [y/N] \n',
  });
  t.deepEqual((await asked(command)).calls, []);
  t.deepEqual((await asked(command, 'no')).calls, []);
  t.deepEqual((await asked(command, 'perhaps', 'YES')).calls, ["exec become b,a exec 'id' '-u'"]);
});

test('the question of exec shows where its words end', async (t) => {
  const words = async (...command: readonly string[]) => {
    const desk = scriptedDesk();
    await run(['exec', 'all', '-b', '-i', 'inv.yaml', '--', ...command], { interactive: true, desk });
    return desk.said().split('\n')[1];
  };
  t.is(await words('rm', '-r', 'a b', "it's"), String.raw`  rm -r 'a b' 'it'\''s'`);
  t.is(await words("rm -r 'a b'; true"), "  rm -r 'a b'; true");
});

test('exec as root on several hosts needs --yes where nobody can be asked', async (t) => {
  const refused = await run('exec all -b -i inv.yaml -- id -u');
  t.deepEqual([refused.calls, refused.codes, refused.exit], [[], ['not-confirmed'], 5]);
  t.is((await run('exec all -b --yes -i inv.yaml -- id -u')).calls.length, 1);
  t.is((await run('exec a -b -i inv.yaml -- id -u')).calls.length, 1);
});

test('exec as a login user that is root asks like -b', async (t) => {
  t.deepEqual((await run('exec all -u root -i inv.yaml -- id -u')).codes, ['not-confirmed']);
});
