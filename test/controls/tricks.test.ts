import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import type { Value } from '../../src/domain/value.ts';
import { defineModule } from '../../src/modules/extension/define-module.ts';
import { z } from 'zod';
import { sh } from '../../src/shell/sh.ts';
import { Fleet } from '../engine/support/fleet.ts';
import { assessed, catalogueOf, statusOf } from './support/assessed.ts';

interface Trick {
  /** The play's own lines. */
  readonly play?: string;
  /** Tasks, `LOOK` for those that look at the file. */
  readonly tasks?: string;
  readonly handlers?: string;
  readonly extraVars?: ReadonlyMap<string, Value>;
  /** Keywords of each task that looks. */
  readonly more?: string;
  readonly host?: string;
  readonly isRight?: true;
}

const look = (more: string): string =>
  [
    `    - { name: content, copy: { dest: FILE, content: good, mode: "0600" }, controls: [BW-TASK]${more} }`,
    `    - { name: mode, permissions: { paths: { FILE: { mode: { at_most: "0600", controls: [BW-MODE] } } } }${more} }`,
  ].join('\n');

/** An own module that says that all is well. */
const yes = defineModule({
  name: 'yes',
  summary: 'Says that all is well',
  params: z.strictObject({ path: z.string() }),
  examples: ['- yes: { path: /x }'],
  words: { parameters: { path: 'a path' } },
  probe: () => ({ command: sh`true`, reads: [], parse: () => null }),
  plan: ({ path }) => ({
    kind: 'changes' as const,
    changes: [],
    findings: [
      {
        controls: ['BW-MODE', 'BW-TASK'],
        subject: { kind: 'file-mode' as const, path },
        what: path,
        wanted: '0600',
        file: '0600',
        where: path,
        met: true,
      },
    ],
  }),
  result: () => new Map(),
});

/** What the two controls are on a host whose file is world-readable and wrong, or right. */
const judged = test.macro(
  async (
    t,
    { play = '', more = '', tasks = 'LOOK', handlers = '', extraVars, isRight, host = 'h1' }: Trick,
    expected: string,
  ) => {
    const fleet = new Fleet(t);
    const path = join(fleet.folder('h1'), 'f');
    writeFileSync(path, isRight === true ? 'good' : 'bad');
    chmodSync(path, isRight === true ? 0o600 : 0o644);
    const playbook = `- hosts: ${host}\n  gather_facts: false\n${play}  tasks:\n${tasks.replaceAll('LOOK', look(more))}\n${handlers}`;
    const written = playbook.replaceAll('FILE', path).replaceAll('FOLDER', fleet.folder('h1'));
    const ran = await fleet.run(written, ['h1'], {
      mode: 'plan',
      options: { asIs: true },
      modules: [yes],
      ...(extraVars !== undefined && { extraVars }),
    });
    const catalogue = catalogueOf({
      'BW-TASK': 'check: { task: the file is good }',
      'BW-MODE': `check: { mode: ${path}, at_most: "0600" }`,
    });
    const assessment = assessed(catalogue, ran.events);
    t.is(`${statusOf(assessment, 'BW-TASK')} ${statusOf(assessment, 'BW-MODE')}`, expected);
  },
);

test('what is right passes', judged, { isRight: true }, 'pass pass');
test('what is wrong fails', judged, {}, 'fail fail');
test('when: false', judged, { more: ', when: false' }, 'not-assessed not-assessed');
test(
  'a condition on a variable',
  judged,
  { more: ', when: wanted | bool', extraVars: new Map([['wanted', false]]) },
  'not-assessed not-assessed',
);
test('a tag that never runs', judged, { more: ', tags: never' }, 'not-assessed not-assessed');
test('a loop over nothing', judged, { more: ', loop: []' }, 'not-assessed not-assessed');
test(
  'a loop over nothing that an operator says',
  judged,
  { more: ', loop: "{{ items }}"', extraVars: new Map([['items', []]]) },
  'not-assessed not-assessed',
);
test('a play that ends before', judged, { tasks: '    - meta: end_play\nLOOK' }, 'not-assessed not-assessed');
test('a host that ends before', judged, { tasks: '    - meta: end_host\nLOOK' }, 'not-assessed not-assessed');
test('a failure before', judged, { tasks: '    - fail: { msg: no }\nLOOK' }, 'unknown unknown');
test(
  'a rescue that is never come to',
  judged,
  {
    tasks: `    - block:\n        - ping:\n      rescue:\n${look('').replaceAll(/^/gm, '    ')}`,
  },
  'not-assessed not-assessed',
);
test(
  'a handler that nobody notifies',
  judged,
  { tasks: '    - ping:', handlers: `  handlers:\n${look('')}` },
  'not-assessed not-assessed',
);
test('check_mode: false does not repair what is assessed', judged, { more: ', check_mode: false' }, 'fail fail');
test('check_mode: true', judged, { more: ', check_mode: true' }, 'fail fail');
test('diff: false', judged, { more: ', diff: false' }, 'fail fail');
test('ignore_unreachable', judged, { play: '  ignore_unreachable: true\n' }, 'fail fail');
test(
  'another file is not this one',
  judged,
  {
    tasks: '    - permissions: { paths: { FOLDER/g: { mode: { at_most: "0777", controls: [BW-MODE] } } } }',
  },
  'not-assessed not-assessed',
);
test(
  'a looser mode of the entry does not make the control pass',
  judged,
  {
    tasks: '    - permissions: { paths: { FILE: { mode: { at_most: "0777", controls: [BW-MODE] } } } }',
  },
  'not-assessed fail',
);
test(
  'a debug',
  judged,
  { tasks: '    - { debug: { msg: all is well }, controls: [BW-TASK, BW-MODE] }' },
  'not-assessed not-assessed',
);
test(
  'a set_fact',
  judged,
  { tasks: '    - { set_fact: { well: true }, controls: [BW-TASK, BW-MODE] }' },
  'not-assessed not-assessed',
);
test(
  'a command that only reads',
  judged,
  { tasks: '    - { command: { cmd: "true", read_only: true }, controls: [BW-TASK, BW-MODE] }' },
  'not-assessed not-assessed',
);
test(
  'a command with a guard',
  judged,
  { tasks: '    - { command: { cmd: "false", creates: / }, controls: [BW-TASK, BW-MODE] }' },
  'not-assessed not-assessed',
);
test('a ping', judged, { tasks: '    - { ping: {}, controls: [BW-TASK, BW-MODE] }' }, 'not-assessed not-assessed');

test(
  'a module of the project that says that all is well',
  judged,
  { tasks: '    - yes: { path: FILE }' },
  'not-assessed not-assessed',
);

const asked = (cmd: string): string =>
  `    - { shell: { cmd: "${cmd}", read_only: true }, register: said }\n    - { assert: { that: "'bad' not in said.stdout_lines" }, controls: [BW-TASK] }`;
test('what a host says is read', judged, { tasks: asked('echo bad') }, 'fail unknown');
test(
  'what is wrong stands behind more than is kept',
  judged,
  { tasks: asked('yes | head -c 1100000; echo bad') },
  'unknown unknown',
);
test(
  'and that it could not be looked at is excused',
  judged,
  {
    tasks: asked('yes | head -c 1100000; echo bad').replace(', register: said', ', register: said, failed_when: false'),
  },
  'unknown unknown',
);
test(
  'what cannot be read, behind what is to be changed of the same file',
  judged,
  {
    tasks: `${look('').split('\n')[1]}\n    - { args_file: { path: FILE, set: { v: 2 } }, controls: [BW-TASK] }`,
  },
  'unknown fail',
);
