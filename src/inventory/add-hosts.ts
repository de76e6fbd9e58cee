import type { SourceRange } from '../domain/diagnostic.ts';
import type { VarsLayer } from '../domain/inventory.ts';
import type { Problems } from '../source/problems.ts';
import { parseAddress } from './address.ts';
import { addHost } from './draft.ts';
import type { Draft, GroupDraft } from './draft.ts';
import { expandRange } from './host-range.ts';
import { checkName } from './names.ts';

/** A host as an inventory writes it: a name, perhaps with a range and a port. */
export interface WrittenHost {
  readonly text: string;
  readonly range: SourceRange;
  readonly group: GroupDraft;
  readonly layer: VarsLayer | null;
  readonly file: string;
}

/** Adds the hosts that a name with ranges stands for. Errors `host-range`, `host-name`. */
export function addHosts(draft: Draft, { text, range, group, layer, file }: WrittenHost, problems: Problems): void {
  const { host, port } = parseAddress(text) ?? { host: text, port: null };
  const names = expandRange(host);
  if (names === null) {
    problems.error('host-range', `\`${text}\` is not a range of hosts`, range, {
      hint: 'for example `worker-[1:3]` or `worker-[01:12]`; first the smaller number',
    });
    return;
  }
  const portLayer = port === null || port === 0 ? null : portLayerOf(port, `${file} host ${text}`, range);
  for (const name of names) {
    if (!checkName('host', name, range, problems)) return;
    const isNew = !draft.hosts.has(name);
    const added = addHost(draft, name, group, range);
    if (isNew && portLayer !== null) added.layers.push(portLayer);
    if (layer !== null) added.layers.push(layer);
  }
}

/** `web:2222`: weaker than the variables that stand beside it, and only where the host is named first, as in Ansible. */
const portLayerOf = (port: number, origin: string, range: SourceRange): VarsLayer => ({
  origin,
  vars: new Map([
    [
      'ansible_port',
      { kind: 'scalar', value: port, written: String(port), style: 'plain', range, locate: () => range },
    ],
  ]),
});
