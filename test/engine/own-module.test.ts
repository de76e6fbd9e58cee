import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { isDefinedModule } from '../../src/modules/extension/define-module.ts';
import { loadProjectModule } from '../../src/load-project-module.ts';
import { onEveryShell } from './support/on-every-shell.ts';

const path = fileURLToPath(new URL('../../docs/examples/modules/login_defs.ts', import.meta.url));
const loaded = loadProjectModule({ kind: 'file', path });
const modules = loaded.kind === 'loaded' && isDefinedModule(loaded.value) ? [loaded.value] : [];

onEveryShell('the example module of the docs changes what differs, and then finds nothing to do', async (t, fleet) => {
  const file = join(fleet.folder('h1'), 'login.defs');
  const before = '# days\nPASS_MAX_DAYS\t99999\nUMASK 022 # old\nUMASK 077\nMAIL_DIR /var/mail\n';
  writeFileSync(file, before);
  const playbook = `- hosts: all
  tasks:
    - name: Settings
      login_defs:
        path: "{{ folder }}/login.defs"
        values: { PASS_MAX_DAYS: 365, UMASK: "077", NEW_ONE: "yes" }
      register: done
    - name: Found
      assert:
        that: done.before.PASS_MAX_DAYS in ['99999', '365']
`;
  t.deepEqual((await fleet.run(playbook, ['h1'], { mode: 'plan', modules })).results, [
    'h1 Settings drifted',
    'h1 Found drifted',
  ]);
  t.is(readFileSync(file, 'utf8'), before);
  t.deepEqual((await fleet.run(playbook, ['h1'], { modules })).results, ['h1 Settings changed', 'h1 Found ok']);
  t.is(readFileSync(file, 'utf8'), '# days\nPASS_MAX_DAYS\t365\nUMASK 077\nMAIL_DIR /var/mail\nNEW_ONE\tyes\n');
  t.deepEqual((await fleet.run(playbook, ['h1'], { modules })).results, ['h1 Settings ok', 'h1 Found ok']);
});
