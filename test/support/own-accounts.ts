import { cpSync, mkdirSync } from 'node:fs';

import type { ExecutionContext } from 'ava';

import { shells, type Simulation } from './simulated-host.ts';
import { tempFolder } from './temp-folder.ts';

/** This machine with an /etc and a /home of its own for the test: useradd and its like are the real ones. Needs root. */
export function ownAccounts(t: ExecutionContext, shell: string): Simulation & { readonly folder: string } {
  const folder = tempFolder(t);
  mkdirSync(`${folder}/home`);
  mkdirSync(`${folder}/etc`);
  for (const name of [
    'passwd',
    'shadow',
    'group',
    'gshadow',
    'login.defs',
    'nsswitch.conf',
    'skel',
    'default',
    'pam.d',
    'security',
    'ld.so.cache',
    'localtime',
  ])
    cpSync(`/etc/${name}`, `${folder}/etc/${name}`, { recursive: true, force: true, verbatimSymlinks: true });
  const words = (shells[shell] ?? ['dash', '-c']).join(' ');
  const enter = `mount --bind ${folder}/etc /etc && mount --bind ${folder}/home /home && exec ${words} "$0"`;
  return { folder, shell: ['unshare', '-m', 'sh', '-c', enter] };
}
