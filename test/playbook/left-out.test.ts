import test from 'ava';
import { loopReplacements, missingKeywords } from '../../src/playbook/keywords.ts';
import { compile, diagnosticsOf, playOf, shown } from './compile.ts';

const errorsOf = (site: string) =>
  diagnosticsOf(compile({ 'site.yaml': site })).filter(({ severity }) => severity === 'error');

const leftOut = test.macro<[string, string]>({
  title: (_, word) => `\`${word}\` is left out: the error points at it and says what to write`,
  exec: (t, word, hint) => {
    const places = [
      [playOf(`- ping:\n  ${word}: x\n`), '4:7'],
      [playOf(`- block: []\n  ${word}: x\n`), '4:7'],
      [`- hosts: all\n  ${word}: x\n`, '2:3'],
    ] as const;
    for (const [site, place] of places) {
      const [error] = errorsOf(site);
      t.is(error && shown(error), `site.yaml:${place} left-out \`${word}\` is not part of the language`);
      t.is(error?.hint, hint);
    }
    const [alone] = errorsOf(playOf(`- ${word}: x\n`));
    t.is(alone?.code, 'left-out', 'as the only word of a task');
  },
});

for (const [word, hint] of missingKeywords) test(leftOut, word, hint);
for (const [word, replacement] of loopReplacements) test(leftOut, word, `use ${replacement}`);

test('the names of Ansible with their collection are known, too', (t) => {
  const [error] = errorsOf(playOf('- ansible.builtin.include_role: {name: x}\n'));
  t.is(error && shown(error), 'site.yaml:3:7 left-out `include_role` is not part of the language');
});

/** Every keyword of ansible-core 2.19 for plays, blocks and tasks (ansible-doc -t keyword -l). */
const ansibleKeywords =
  `action always any_errors_fatal args async become become_exe become_flags become_method become_user
block changed_when check_mode collections connection debugger delay delegate_facts delegate_to diff environment fact_path
failed_when force_handlers gather_facts gather_subset gather_timeout handlers hosts ignore_errors ignore_unreachable listen
local_action loop loop_control max_fail_percentage module_defaults name no_log notify order poll port post_tasks pre_tasks
register remote_user rescue retries roles run_once serial strategy tags tasks throttle timeout until validate_argspec vars
vars_files vars_prompt when with_`.split(/\s+/);

test('no keyword of Ansible is merely unknown', (t) => {
  const unknown = ansibleKeywords.filter((word) => {
    const site = `- hosts: all\n  ${word}: x\n  tasks:\n    - ping:\n      ${word}: x\n    - block: []\n      ${word}: x\n`;
    return errorsOf(site).filter(({ code }) => code === 'unknown-keyword').length === 3;
  });
  t.deepEqual(unknown, ['with_']);
});
