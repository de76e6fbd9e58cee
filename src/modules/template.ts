import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import {
  deliveryFields,
  deliveryQuery,
  planDelivery,
  type DeliveredFile,
  type Delivery,
} from './file/from-controller.ts';
import { baseName } from './file/known-file.ts';
import { absolutePath, controllerFile, flag, writtenFile } from './params.ts';

const params = z.strictObject({
  src: controllerFile,
  dest: absolutePath,
  /** Used by the binder when it renders `src`. */
  vars: z.record(z.string(), z.unknown()).optional(),
  force: flag.default(true),
  ...writtenFile,
});
type Params = z.output<typeof params>;

/** Renders a template of the controller and puts the text on the host. */
export const template: Module<Params, Delivery> = {
  name: 'template',
  summary: 'Writes a file from a template beside the playbook',
  params,
  examples: [
    '- template:\n    src: audit-policy.yaml.j2\n    dest: /var/snap/k8s/common/etc/audit-policy.yaml\n    mode: "0600"\n    owner: root\n    group: root',
  ],
  sources: { src: 'template' },
  probe: (given) => deliveryQuery(wantedOf(given)),
  plan: (given, seen) => planDelivery(wantedOf(given), seen),
  result: (given, seen) => deliveryFields(wantedOf(given), seen),
  now: (given, seen) => deliveryFields(wantedOf(given), seen),
};

const wantedOf = (given: Params): DeliveredFile => ({
  ...given,
  path: given.dest,
  content: given.src.content,
  name: baseName(given.src.path),
});
