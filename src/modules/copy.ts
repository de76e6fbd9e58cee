import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import {
  deliveryFields,
  deliveryQuery,
  planDelivery,
  type DeliveredFile,
  type Delivery,
} from './file/from-controller.ts';
import { contentText } from './file/content-text.ts';
import { baseName } from './file/known-file.ts';
import { absolutePath, controllerFile, flag, writtenFile } from './params.ts';

const params = z
  .strictObject({
    dest: absolutePath,
    src: controllerFile.optional(),
    content: z
      .union([
        z.string(),
        z.instanceof(Secret),
        z.number(),
        z.boolean(),
        z.array(z.unknown()),
        z.record(z.string(), z.unknown()),
      ])
      .optional(),
    force: flag.default(true),
    ...writtenFile,
  })
  .refine((given) => (given.src === undefined) !== (given.content === undefined), 'needs content or src, and not both')
  .refine((given) => given.content === undefined || !given.dest.endsWith('/'), {
    path: ['dest'],
    message: 'must name a file, not a folder, when content is given',
  });
type Params = z.output<typeof params>;

/** Puts text or a file of the controller on the host. A list or mapping as content is written as JSON. */
export const copy: Module<Params, Delivery> = {
  name: 'copy',
  summary: 'Writes a file with given content, or a copy of one beside the playbook',
  params,
  examples: [
    '- copy:\n    dest: /etc/issue.net\n    content: |\n      Authorised use only.\n    mode: "0644"',
    '- copy:\n    src: audit-policy.yaml\n    dest: /var/snap/k8s/common/etc/\n    owner: root\n    group: root\n    mode: "0600"',
  ],
  sources: { src: 'raw' },
  probe: (given) => deliveryQuery(wantedOf(given)),
  plan: (given, seen) => planDelivery(wantedOf(given), seen),
  result: (given, seen) => deliveryFields(wantedOf(given), seen),
  now: (given, seen) => deliveryFields(wantedOf(given), seen),
};

const wantedOf = (given: Params): DeliveredFile => ({
  ...given,
  path: given.dest,
  content: given.src?.content ?? contentText(given.content ?? ''),
  name: given.src === undefined ? null : baseName(given.src.path),
});
