import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { projectFiles } from '../../src/app/init/project-files.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Files of variables have no schema: any name is one; files of tasks are checked where they are imported. */
const shipped = globSync('{playbooks,inventory,vagrant,docs}/**/*.yaml', { cwd: root }).filter(
  (path) => !/(?:^|\/)(?:group_vars|host_vars|\.vagrant|tasks)\//.test(path),
);

test('there are files to look at', (t) => t.true(shipped.length >= 5));

for (const path of shipped)
  test(`${path} names the schema that editors check it with, and it is there`, (t) => {
    const [, schema = ''] =
      /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(join(root, path), 'utf8')) ?? [];
    const kind = path.includes('/controls/')
      ? 'controls'
      : path.endsWith('bulwark.yaml')
        ? 'bulwark'
        : path.startsWith('inventory/')
          ? 'inventory'
          : 'playbook';
    t.true(schema.endsWith(`schemas/${kind}.schema.json`), schema);
    t.true(existsSync(join(root, dirname(path), schema)), schema);
  });

test('an inventory that Vagrant writes names the schema from where it lies', (t) => {
  const ruby = readFileSync(join(root, 'vagrant/lib/inventory.rb'), 'utf8');
  const [, schema = ''] = /yaml-language-server: \$schema=([^\s\\]+)/.exec(ruby) ?? [];
  t.is(join('vagrant/.vagrant/bulwark', schema), 'schemas/inventory.schema.json');
});

test('what init writes names schemas that it writes, too', (t) => {
  const host = { name: 'cp-1', vars: new Map() };
  const none = { workers: [], groups: new Map(), trusted: [], withPassword: false };
  const files = new Map(
    projectFiles({ origin: 'a test', cluster: 'c', controlPlanes: [host], ...none }, [], (path) =>
      readFileSync(join(root, path), 'utf8'),
    ).map(({ path, text }) => [path, text]),
  );
  const checked = [...files].filter(([path]) => /^[^/]*\.yaml$|^inventory\/[^/]*\.yaml$/.test(path));
  t.deepEqual(
    checked.map(([path, text]) => {
      const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
      return `${path} ${join(dirname(path), schema)} ${files.has(join(dirname(path), schema))}`;
    }),
    [
      'bulwark.yaml schemas/bulwark.schema.json true',
      'inventory/c.yaml schemas/inventory.schema.json true',
      'hardening.yaml schemas/playbook.schema.json true',
      'cis.yaml schemas/playbook.schema.json true',
      'stig.yaml schemas/playbook.schema.json true',
      'reapply.yaml schemas/playbook.schema.json true',
      'guard.yaml schemas/playbook.schema.json true',
      'encryption.yaml schemas/playbook.schema.json true',
    ],
  );
});
