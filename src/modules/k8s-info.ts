import { z } from 'zod';

import type { Module, Planned } from '../domain/module.ts';
import { anyResource } from '../domain/resource.ts';
import { readObjects, type Objects } from './k8s-info/read.ts';
import { objectsQuestion } from './k8s-info/probe.ts';
import { oneOrMore, word } from './params.ts';
import { toValue } from './values.ts';

const label = word.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the name of a namespace');

const params = z.strictObject({
  kind: word.regex(/^[A-Z][A-Za-z0-9]*$/, 'must be a kind such as Pod or ClusterRole'),
  api_version: word
    .regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?v[a-z0-9]+$/, 'must be a version such as v1 or apps/v1')
    .default('v1'),
  namespace: label.optional(),
  name: word.regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:_-]*[A-Za-z0-9])?$/, 'must be the name of an object').optional(),
  label_selectors: oneOrMore(word).default([]),
  field_selectors: oneOrMore(word).default([]),
});
type Params = z.output<typeof params>;

/** Objects of the cluster, through the API of the control plane that is asked. Never changes anything. */
export const k8sInfo: Module<Params, Objects> = {
  name: 'k8s_info',
  summary: 'Reads objects of the cluster, such as pods, roles or namespaces',
  params,
  parameterAliases: { api: 'api_version', version: 'api_version' },
  examples: [
    '- k8s_info:\n    kind: Namespace\n  register: namespaces',
    '- k8s_info:\n    kind: ClusterRoleBinding\n    api_version: rbac.authorization.k8s.io/v1\n  register: bindings',
    '- k8s_info:\n    kind: Pod\n    namespace: kube-system\n    label_selectors: [k8s-app=coredns]\n  register: dns',
  ],
  probe: (given) => ({
    command: objectsQuestion(given),
    reads: [anyResource],
    readsCut: true,
    parse: ({ output }) => readObjects(given, output),
  }),
  plan: planned,
  result: (_given, state) =>
    new Map([
      ['api_found', true],
      ['resources', toValue(state.kind === 'objects' ? state.objects : [])],
    ]),
};

function planned({ kind, api_version: version }: Params, state: Objects): Planned {
  if (state.kind === 'unasked')
    return {
      kind: 'refused',
      message:
        state.why === 'worker' ? 'a worker cannot ask the API of its cluster' : 'the host has neither k8s nor kubectl',
      wanted: 'a control plane',
      hint: 'hosts: control_plane, or delegate_to a control plane',
    };
  if (state.kind === 'no-such-kind')
    return {
      kind: 'refused',
      message: `the API server has no ${kind} in ${version}`,
      hint: 'k8s kubectl api-resources lists kinds with their APIVERSION; namespace and name go with kinds that have them',
    };
  return { kind: 'changes', changes: [] };
}
