import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { completionScript } from '../../src/cli/completion-script.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { onTerminal } from '../support/terminal.ts';
import { bin as program } from '../support/bulwark.ts';

/** A project with two workers and a folder whose name needs quotes, and `bulwark` on the PATH. */
function project(t: ExecutionContext) {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'my plays'));
  symlinkSync(program, join(folder, 'bin/bulwark'));
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o600);
  };
  write('inv.yaml', 'all:\n  children:\n    workers:\n      hosts:\n        worker-1:\n        worker-2:\n');
  write('site.yaml', '- hosts: all\n  tasks:\n    - ping:\n      tags: [audit]\n');
  write('bulwark.yaml', 'inventory: inv.yaml\nplaybook: site.yaml\n');
  for (const shell of ['bash', 'zsh', 'fish'] as const) write(`complete.${shell}`, completionScript(shell));
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    TERM: 'dumb',
  };
  return { cwd: folder, env };
}

const starts = {
  bash: `bash --norc --noprofile -i`,
  zsh: `zsh -f -i`,
} as const;
const loads = {
  bash: `PS1='READY''> '; bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; source complete.bash\n`,
  zsh: `PS1='READY''> '; unsetopt prompt_sp; autoload -U compinit; compinit -u -D; source complete.zsh\n`,
} as const;

for (const shell of ['bash', 'zsh'] as const) {
  test(`${shell}: TAB completes commands, options, hosts inside a pattern, tags and files`, async (t) => {
    const terminal = onTerminal(starts[shell], project(t));
    try {
      terminal.type(loads[shell]);
      await terminal.shows(/READY> $/);
      const completes = async (typed: string, shown: RegExp): Promise<void> => {
        terminal.type(`${typed}\t`);
        t.regex(await terminal.shows(shown), shown);
        terminal.type('\x15true\n');
        await terminal.shows(/READY> $/);
      };
      await completes('bulwark expl', /bulwark explain $/);
      await completes('bulwark inventory gr', /inventory graph $/);
      await completes('bulwark plan --skip', /--skip-tags $/);
      await completes('bulwark plan -l wo', /-l worker$/);
      await completes('bulwark plan -l all:wo', /-l all:worker$/);
      await completes('bulwark plan --limit=worker-1,worker-2,w', /worker-2,worker$/);
      await completes('bulwark plan -t au', /-t audit $/);
      await completes('bulwark plan --disrupt=pro', /--disrupt=process $/);
      await completes('bulwark lint my', /my\\ plays\/$/);
    } finally {
      await terminal.close();
    }
  });
}

test('fish: its own completion machinery gets commands, options, hosts and files', (t) => {
  const { cwd, env } = project(t);
  const offered = (line: string): readonly string[] =>
    execFileSync('fish', ['--no-config', '-c', `source complete.fish; complete -C '${line}'`], {
      cwd,
      env,
      encoding: 'utf8',
    })
      .split('\n')
      .map((row) => row.split('\t')[0] ?? '')
      .filter((word) => word !== '');
  t.deepEqual(offered('bulwark expl'), ['explain']);
  t.deepEqual(offered('bulwark inventory gr'), ['graph']);
  t.deepEqual(offered('bulwark plan --skip'), ['--skip-tags']);
  t.deepEqual(offered('bulwark plan -l workers:!wo'), ['workers:!workers', 'workers:!worker-1', 'workers:!worker-2']);
  t.deepEqual(offered('bulwark plan -t au'), ['audit']);
  t.deepEqual(offered('bulwark plan --disrupt=pro'), ['--disrupt=process']);
  t.deepEqual(offered('bulwark lint si'), ['site.yaml']);
});
