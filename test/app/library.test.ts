import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { compile, defineModule, run, sh, z } from '../../src/library.ts';
import type { RunEvent } from '../../src/library.ts';
import { writeFiles } from '../support/bulwark.ts';
import { tempFolder } from '../support/temp-folder.ts';

const hello = defineModule({
  name: 'hello',
  summary: 'Lets the host say hello',
  params: z.strictObject({ to: z.string().default('world') }),
  words: { parameters: { to: 'whom' }, results: { said: 'what it said' } },
  examples: ['- hello:\n    to: you'],
  probe: ({ to }) => ({
    command: sh`printf 'hello %s, password [%s]' ${to} "$BULWARK_PASSWORD"`,
    reads: [],
    parse: ({ output }) => output.stdout.toString(),
  }),
  plan: () => ({ kind: 'changes', changes: [] }),
  result: (_params, said) => new Map([['said', said]]),
});

const inventory = 'all:\n  hosts: { here: { ansible_connection: local } }\n';
const playbook =
  '- hosts: all\n  tasks:\n    - hello: { to: you }\n      register: r\n    - debug: { msg: "{{ r.said }}" }\n';

test('a program runs a playbook with a module of its own; what is started knows no password of ours', async (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { 'hosts.yaml': inventory, 'site.yaml': playbook });
  process.env['BULWARK_PASSWORD'] = 'for us alone';
  t.teardown(() => delete process.env['BULWARK_PASSWORD']);
  const events: RunEvent[] = [];
  const running = run({
    command: 'plan',
    playbook: join(folder, 'site.yaml'),
    inventory: join(folder, 'hosts.yaml'),
    modules: [hello],
  });
  for await (const event of running) events.push(event);
  t.is(await running.exit, 0, JSON.stringify(events));
  const said = events.flatMap((event) => (event.type === 'task-finished' ? [event.message ?? null] : []));
  t.deepEqual(said.at(-1), 'hello you, password []');
});

test('compile knows the modules of the program, and without them the name is unknown', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'hosts.yaml'), inventory);
  writeFileSync(join(folder, 'site.yaml'), playbook);
  const request = {
    command: 'plan',
    playbook: join(folder, 'site.yaml'),
    inventory: join(folder, 'hosts.yaml'),
  } as const;
  t.true((await compile({ ...request, modules: [hello] })).ok);
  const without = await compile(request);
  t.deepEqual(without.ok ? [] : without.diagnostics.map(({ code }) => code).slice(0, 1), ['unknown-module']);
});

test('a module of the program cannot take the name of ours', async (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { 'hosts.yaml': inventory, 'site.yaml': playbook });
  const copy = defineModule({
    name: 'copy',
    summary: 'Says nothing',
    params: z.strictObject({}),
    words: { parameters: {} },
    examples: ['- copy:'],
    probe: () => ({ reads: [], parse: () => null }),
    plan: () => ({ kind: 'changes', changes: [] }),
    result: () => new Map(),
  });
  const refused = await compile({
    command: 'plan',
    playbook: join(folder, 'site.yaml'),
    inventory: join(folder, 'hosts.yaml'),
    modules: [copy],
  });
  t.deepEqual(refused.ok ? [] : refused.diagnostics.map(({ code }) => code), ['module-name']);
});
