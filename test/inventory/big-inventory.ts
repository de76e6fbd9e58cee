/** An inventory of many hosts with an address and a rack each, in ten groups of a cluster, and variables beside it. */
export function bigInventory(kind: 'yaml' | 'ini' | 'json', count: number): Readonly<Record<string, string>> {
  const hosts = Array.from({ length: count }, (_, index) => ({
    name: `worker-${index}`,
    address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    group: `workers_${index % 10}`,
  }));
  const groups = Map.groupBy(hosts, ({ group }) => group);
  return {
    [`inv/hosts.${kind}`]: { yaml: yamlOf, ini: iniOf, json: jsonOf }[kind](groups),
    'inv/group_vars/all.yaml': 'a: 1\n',
    'inv/group_vars/workers_1/main.yml': 'b: 2\n',
    'inv/host_vars/worker-1.yml': 'c: 3\n',
  };
}

type Groups = ReadonlyMap<string, readonly { readonly name: string; readonly address: string }[]>;

const yamlOf = (groups: Groups): string =>
  `all:\n  children:\n${[...groups]
    .map(
      ([group, hosts]) =>
        `    ${group}:\n      hosts:\n${hosts.map(({ name, address }) => `        ${name}: { ansible_host: ${address}, rack: 7 }\n`).join('')}`,
    )
    .join('')}`;

const iniOf = (groups: Groups): string =>
  [...groups]
    .map(
      ([group, hosts]) =>
        `[${group}]\n${hosts.map(({ name, address }) => `${name} ansible_host=${address} rack=7\n`).join('')}`,
    )
    .join('');

const jsonOf = (groups: Groups): string =>
  JSON.stringify({
    all: {
      children: Object.fromEntries(
        [...groups].map(([group, hosts]) => [
          group,
          { hosts: Object.fromEntries(hosts.map(({ name, address }) => [name, { ansible_host: address, rack: 7 }])) },
        ]),
      ),
    },
  });
