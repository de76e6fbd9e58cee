import { isGroupName, isHostName } from '../domain/host-name.ts';
import type { YamlScalar } from '../domain/yaml-node.ts';
import type { Problems } from '../source/problems.ts';

export function checkHostName(name: string, key: YamlScalar, problems: Problems): boolean {
  if (isHostName(name)) return true;
  const port = /^([^:]+):(\d+)$/.exec(name);
  const hint =
    port === null ? 'letters, digits, `.`, `-` and `_`' : `write \`${port[1]}: { ansible_port: ${port[2]} }\``;
  problems.error('host-name', `\`${name}\` cannot be the name of a host`, key.range, { hint });
  return false;
}

export function checkGroupName(key: YamlScalar, problems: Problems): boolean {
  if (typeof key.value === 'string' && isGroupName(key.value)) return true;
  problems.error('group-name', `\`${key.written}\` cannot be the name of a group`, key.range, {
    hint: 'letters, digits and `_`; quote a name that is a number',
  });
  return false;
}
