import test from 'ava';

import { operatorCommand } from '../../src/cli/operator-command.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';

const again = async (...words: readonly string[]) => {
  const asked = await parseArgv(words, 80);
  if (asked.kind !== 'run') throw new Error(asked.kind);
  return operatorCommand(asked.given);
};

test('the next command has the same playbook and the options that choose hosts', async (t) => {
  const command = await again(
    'plan',
    'x.yaml',
    '-i',
    'inv.yaml',
    '-D',
    '-l',
    'cp-1',
    '-e',
    'a="b c"',
    '-K',
    '-t',
    'audit',
    '--yes',
  );
  t.is(command('apply'), `bulwark apply x.yaml -i inv.yaml -l cp-1 -e 'a="b c"' -K -t audit`);
  t.is(
    command('apply', { limit: 'cp-[2-3],worker-1' }),
    `bulwark apply x.yaml -i inv.yaml -l cp-[2-3],worker-1 -e 'a="b c"' -K -t audit`,
  );
});

test('a plan file is applied with the same ways in, and with nothing that it decides itself', async (t) => {
  const ways = [
    ['--private-key', 'id'],
    ['--known-hosts', 'kh'],
    ['--connect-timeout', '30s'],
    ['-F', 'ssh_config'],
    ['-K'],
    ['-k'],
    ['-J'],
    ['--vault-id', 'prod@file'],
    ['--age-identity', 'key.txt'],
  ].flat();
  const decided = ['-i', 'inv.yaml', '-l', 'cp-1', '-e', 'a=b', '-u', 'ubuntu', '-b', '-t', 'audit', '--accept-new'];
  const command = await again('plan', 'x.yaml', '-o', 'prod.plan', ...decided, ...ways);
  t.deepEqual(
    command('apply', { planFile: 'prod.plan' }).split(' ').toSorted(),
    ['bulwark', 'apply', 'prod.plan', ...ways].toSorted(),
  );
});

test('what --disrupt has left undone is done without it', async (t) => {
  const command = await again('apply', '--disrupt', 'none', '-t', 'audit');
  t.is(command('apply'), 'bulwark apply -t audit --disrupt none');
  t.is(command('apply', { disrupt: false }), 'bulwark apply -t audit');
});

test('a rollback has its run and no playbook', async (t) => {
  const command = await again('apply', 'x.yaml', '-i', 'inv.yaml', '-t', 'audit');
  t.is(command('rollback', { add: ['1121-k7'], playbook: 'none' }), 'bulwark rollback 1121-k7 -i inv.yaml');
});

test('a schedule is named by its operand, so the playbook is an option', async (t) => {
  const command = await again('drift', 'x.yaml', '-i', 'inv.yaml');
  t.is(
    command('schedule install', { add: ['--repair', 'no-restart'], playbook: 'option' }),
    'bulwark schedule install --repair no-restart -i inv.yaml --playbook x.yaml',
  );
});

test('quotes survive', async (t) => {
  const command = await again('plan', "it's.yaml");
  t.is(command('plan', { add: ['-D'] }), String.raw`bulwark plan 'it'\''s.yaml' -D`);
});

test('what bulwark.yaml says need not be typed again', async (t) => {
  const asked = await parseArgv(['plan', 'x.yaml', '-i', 'inv.yaml', '--known-hosts', 'kh', '-l', 'cp-1'], 80);
  if (asked.kind !== 'run') throw new Error(asked.kind);
  const config = { inventory: ['inv.yaml'], playbook: 'x.yaml', knownHosts: 'kh' };
  t.is(operatorCommand(asked.given, config)('apply'), 'bulwark apply -l cp-1');
  t.is(
    operatorCommand(asked.given, { ...config, inventory: ['other.yaml'], playbook: null })('apply'),
    'bulwark apply x.yaml -i inv.yaml -l cp-1',
  );
});
