import type { Applicability } from '../domain/control.ts';
import { asBoolean, asMap, get, unknownKeys } from '../source/decode.ts';
import { datastores } from './catalogue-forms.ts';
import { type Fields, optionalWord } from './fields.ts';

/** `applies_when: {datastore: etcd}`: facts that must hold. */
export function parseApplicability({ map, what, problems }: Fields): readonly Applicability[] {
  const node = get(map, 'applies_when');
  const inner = node === undefined ? null : asMap(node, '`applies_when`', problems);
  if (inner === null) return [];
  const fields = { map: inner, what, problems };
  unknownKeys(inner, ['datastore', 'network', 'kube_proxy'], '`applies_when`', problems);
  const datastore = optionalWord(fields, 'datastore', datastores);
  const network = optionalWord(fields, 'network', ['cilium']);
  const proxy = get(inner, 'kube_proxy');
  const kubeProxy = proxy === undefined ? null : asBoolean(proxy, '`kube_proxy`', problems);
  return [
    ...(datastore === null ? [] : [{ fact: 'datastore', is: datastore } as const]),
    ...(network === null ? [] : [{ fact: 'network', is: network } as const]),
    ...(kubeProxy === null ? [] : [{ fact: 'kube-proxy', is: kubeProxy } as const]),
  ];
}
