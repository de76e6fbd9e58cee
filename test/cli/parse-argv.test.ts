import test from 'ava';

import { commands } from '../../src/cli/commands.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';
import { readSecretOptions } from '../../src/cli/secret-options.ts';
import { optionSpecs } from '../../src/cli/option-specs.ts';

const noOptions = { operands: [], values: new Map(), flags: new Map(), rest: [] };

const read = (line: string) => parseArgv(line === '' ? [] : line.split(' '), 80);

const refuses = test.macro({
  exec: async (t, line: string, summary: RegExp, hint?: RegExp) => {
    const asked = await read(line);
    if (asked.kind !== 'refused') return t.fail(`it is taken: ${asked.kind}`);
    t.true(
      asked.diagnostics.some((diagnostic) => summary.test(diagnostic.summary)),
      JSON.stringify(asked.diagnostics),
    );
    if (hint !== undefined)
      t.true(
        asked.diagnostics.some((diagnostic) => hint.test(diagnostic.hint ?? '')),
        JSON.stringify(asked.diagnostics),
      );
  },
  title: (_, line: string) => `\`bulwark ${line}\` is refused`,
});

test(refuses, 'aply', /unknown command `aply`/, /did you mean `apply`/);
test(refuses, 'hardening.yaml', /unknown command/, /bulwark plan hardening.yaml/);
test(refuses, 'inventory', /needs another word/, /bulwark inventory list/);
test(refuses, 'plan --limt x', /unknown option --limt/, /--limit/);
test(refuses, 'plan --no-check', /unknown option --no-check/);
test(refuses, 'plan -x', /unknown option -x/);
test(refuses, 'plan a b', /`b` is one word too many/);
test(refuses, 'plan -f 0', /--forks 0/);
test(refuses, 'plan -f -1', /forks/);
test(refuses, 'plan -f 1.5', /--forks 1.5/);
test(refuses, 'plan -f many', /--forks many/);
test(refuses, 'plan -l', /-l needs a value/);
test(refuses, 'plan --format html', /--format html/);
test(refuses, 'plan --disrupt all', /--disrupt all/);
test(refuses, 'plan --connect-timeout soon', /not a time/, /30s/);
test(refuses, 'plan -q -v', /contradict/);
test(refuses, 'plan --list-hosts --list-tasks', /one of --list-hosts and --list-tasks/);
test(refuses, 'plan -k --password-file x', /give one of --ask-pass and --password-file/);
test(refuses, 'plan -K --become-password-command x', /give one of --ask-become-pass and/);
test(refuses, 'facts --yes', /`bulwark facts` has no option --yes/);
test(refuses, 'exec', /needs PATTERN/);
test(refuses, 'exec all', /needs a command after --/, /bulwark exec all -- uname -r/);
test(refuses, 'exec all --', /needs a command after --/);
test(refuses, 'exec all uptime', /`uptime` is one word too many/, /behind `--`: bulwark exec all -- uptime/);
test(refuses, 'exec all --timeout soon -- uptime', /--timeout soon is not a time/);
test(refuses, 'plan --by cluster', /--by cluster/);
test(refuses, 'rollback', /needs RUN/);
test(refuses, 'rollback cp-1', /no run id/);
test(refuses, 'plan -o StrictHostKeyChecking=no', /unknown option -o/, /inventory/);
test(refuses, 'apply --only-drifted -t x', /give one of --only-drifted and --tags/, /whole playbook/);
test(refuses, 'apply --only-drifted --skip-tags x', /give one of --only-drifted and --skip-tags/);
test(refuses, 'apply --full', /--full goes with --only-drifted/);
test(refuses, 'drift --report changes', /--report goes with --quiet/);
test(refuses, 'drift --yes', /`bulwark drift` has no option --yes/);
test(refuses, 'drift -t x', /`bulwark drift` has no option --tags/);
test(refuses, 'plan -o prod.plan --script h1', /give one of -o and --script/);
test(refuses, 'apply -o StrictHostKeyChecking=no', /unknown option -o/, /inventory/);
for (const option of [
  '--insecure',
  '--host-key-checking=false',
  '--no-host-key-checking',
  '--strict-host-key-checking=no',
  '--ignore-host-keys',
]) {
  test(refuses, `apply ${option}`, /no such switch.*always checked/, /--accept-new/);
}

test('every mistake is told at once', async (t) => {
  const asked = await read('plan -f 0 --connect-timeout x -k --password-file x');
  t.is(asked.kind === 'refused' ? asked.diagnostics.length : 0, 3);
});

test("Ansible's letters are read, values stay text, and the last limit wins", async (t) => {
  const asked = await read(
    'apply x.yaml -i inv -l a -l 007 -t a,b -t c --skip-tags d -e k=v -e @f -f 3 -u bob -b -K -C -D -vv --private-key id --known-hosts kh',
  );
  t.like(asked.kind === 'run' ? asked.invocation : {}, {
    command: 'apply',
    playbook: 'x.yaml',
    inventory: ['inv'],
    limit: '007',
    tags: ['a', 'b', 'c'],
    skipTags: ['d'],
    extraVars: ['k=v', '@f'],
    forks: 3,
    user: 'bob',
    become: true,
    secrets: { ...readSecretOptions(noOptions), become: { ask: true, file: null, command: null } },
    check: true,
    diff: true,
    verbosity: 2,
    privateKey: 'id',
    knownHosts: 'kh',
    yes: false,
    acceptNew: false,
  });
});

test('explain takes all its words as one', async (t) => {
  const asked = await read('explain check mode');
  t.like(asked.kind === 'run' ? asked.invocation : {}, { command: 'explain', word: 'check mode' });
});

test('what is not given has its default', async (t) => {
  const asked = await read('plan');
  t.like(asked.kind === 'run' ? asked.invocation : {}, {
    playbook: null,
    inventory: null,
    limit: null,
    forks: null,
    connectTimeout: null,
    sshConfig: null,
    lockTimeout: 0,
    disrupt: null,
    allowLockoutRisk: false,
    forceHandlers: false,
    format: null,
    verbosity: 0,
  });
});

test('options may stand before the command, and an empty limit is kept', async (t) => {
  const asked = await parseArgv(['-i', 'inv', 'plan', '-l', '', '--lock-timeout', '10m'], 80);
  t.like(asked.kind === 'run' ? asked.invocation : {}, {
    command: 'plan',
    inventory: ['inv'],
    limit: '',
    lockTimeout: 600_000,
  });
});

test('without words there is the overview, which names every command', async (t) => {
  const asked = await read('');
  t.true(asked.kind === 'help' && commands.every(({ name }) => asked.text.includes(`  ${name}`)));
});

for (const command of commands) {
  test(`the help of ${command.name} has every option and example, in 80 columns`, async (t) => {
    const asked = await read(`${command.name} --help`);
    const text = asked.kind === 'help' ? asked.text : '';
    t.deepEqual(
      command.options.filter((name) => !text.includes(`--${name}`)),
      [],
    );
    t.true(text.includes('Examples:') && text.includes('Exit:'));
    t.deepEqual(
      text.split('\n').filter((line) => line.length > 80),
      [],
    );
  });

  test(`the examples of ${command.name} can be typed`, async (t) => {
    for (const { line } of command.examples) t.is((await read(line.replaceAll("'", ''))).kind, 'run', line);
  });
}

test('no option can switch the check of host keys off', (t) => {
  t.deepEqual(
    Object.keys(optionSpecs).filter((name) => /insecure|host-?key|strict-/.test(name)),
    [],
  );
});

test('--version is told without a command', async (t) => {
  t.is((await read('--version')).kind, 'version');
});
