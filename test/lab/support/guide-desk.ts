import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { guideShell } from '../../support/guide.ts';
import type { GuideShell } from '../../support/guide.ts';
import { ask, pristineLab, privateKeyFile } from './lab.ts';

export const repository = resolve(import.meta.dirname, '../../..');

/** For `sed -E` in `group_vars`: services are watched for 2 s after a restart. */
export const watchedShortly = 's/^(hardening_gate_(control_plane|workers)): .*/\\1: 2s/';

/** A new user's machine: a home of her own with the key of the lab, and `bulwark` among her programs. */
export interface GuideDesk {
  readonly folder: string;
  readonly home: string;
  readonly shell: GuideShell;
  /** The lab as new, where k8sd of cp-1 does not look for differences, and the home made. */
  readonly prepare: () => Promise<void>;
  readonly clear: () => void;
}

/** `editor`: what `EDITOR` names; a path starts in the folder. */
export function guideDesk(name: string, editor: string): GuideDesk {
  const folder = mkdtempSync(join(tmpdir(), `bulwark-${name}-`));
  const home = join(folder, 'home');
  const bin = join(folder, 'bin');
  const path = `${bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const env = {
    HOME: home,
    EDITOR: editor.includes('/') ? join(folder, editor) : editor,
    SSH_AUTH_SOCK: '',
  };
  return {
    folder,
    home,
    shell: guideShell(folder, env, [join(repository, 'test/lab/lab'), 'exec', 'env', `PATH=${path}`]),
    prepare: async () => {
      await pristineLab();
      await ask(
        'cp-1',
        `echo '--disable-service-args-controller="true"' >>/var/snap/k8s/common/args/k8sd; systemctl restart snap.k8s.k8sd`,
      );
      mkdirSync(bin);
      symlinkSync(join(repository, 'bin/bulwark.js'), join(bin, 'bulwark'));
      mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
      copyFileSync(privateKeyFile, join(home, '.ssh/id_ed25519'));
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}
