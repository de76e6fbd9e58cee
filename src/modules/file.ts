import type { Module } from '../domain/module.ts';
import { claimsOf } from './file/claims.ts';
import { fileFields } from './file/fields.ts';
import { lookQuery, type Look } from './file/look.ts';
import { fileParams, type FileParams } from './file/params.ts';
import { planFiles } from './file/plan.ts';

/** Kind, owner, group and mode of paths; never their content. */
export const file: Module<FileParams, Look> = {
  name: 'file',
  summary: 'Owner, group, mode and kind of files, folders and links',
  params: fileParams,
  parameterAliases: { dest: 'path', name: 'path' },
  examples: [
    '- file:\n    path: /etc/kubernetes/admin.conf\n    owner: root\n    group: root\n    mode: "0600"\n    tighten_only: true',
    '- file:\n    glob: /etc/kubernetes/pki/*.key\n    state: file\n    mode: "0600"',
    '- file:\n    path: /var/snap/k8s/common/etc\n    state: directory\n    mode: "0700"',
    '- file:\n    path: [/etc/rsh.conf, /root/.rhosts]\n    state: absent',
    '- file:\n    path: /etc/localtime\n    src: /usr/share/zoneinfo/UTC\n    state: link',
  ],
  probe: lookQuery,
  plan: planFiles,
  claims: claimsOf,
  result: fileFields,
  now: fileFields,
};
