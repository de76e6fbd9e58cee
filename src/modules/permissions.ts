import type { Module } from '../domain/module.ts';
import type { MapKey, Value } from '../domain/value.ts';
import { claimsOf } from './permissions/claims.ts';
import { permissionsParams, type PermissionsTask } from './permissions/params.ts';
import { planPermissions } from './permissions/plan.ts';
import { type PermissionsState, probePermissions } from './permissions/probe.ts';

/** Modes and owners of many files at once. It only tightens: a stricter mode stays, and what is not there is not made. */
export const permissions: Module<PermissionsTask, PermissionsState> = {
  name: 'permissions',
  summary: 'The loosest mode and the owner of files and folders, for many paths and patterns at once',
  params: permissionsParams,
  examples: [
    `- permissions:
    paths:
      /etc/kubernetes/admin.conf:
        mode: {at_most: "0600", controls: [CIS-1.1.13]}
        owner: {is: root:root, controls: [CIS-1.1.14]}
      /etc/kubernetes/pki/**/*.key: {mode: "0600"}
      /etc/kubernetes/**: {owner: root:root}`,
  ],
  probe: probePermissions,
  plan: planPermissions,
  claims: claimsOf,
  result: (_task, { named, listed }) =>
    new Map<MapKey, Value>([['looked_at', [...named.values()].filter((file) => file !== null).length + listed.length]]),
};
