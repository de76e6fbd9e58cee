import { z } from 'zod';

import type { Change } from '../../domain/module.ts';
import { pathResource } from '../../domain/resource.ts';
import { word } from '../params.ts';

/** What useradd(8) takes of names, dots and capitals included, which Debian allows. */
export const accountName = word
  .max(32, 'must have at most 32 characters')
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*\$?$/, 'must be the name of an account: letters, digits, _ . and -');

export const idNumber = z.coerce.number().int().min(0).max(4_294_967_294);

/** Programs of the system change the files of accounts: everything about them is asked again. */
export const accountChange = (
  about: Pick<Change, 'target' | 'action' | 'writes' | 'steps'> & { readonly entries: Change['diff']['entries'] },
): Change => ({
  action: about.action,
  target: about.target,
  writes: [...about.writes, ...accountFiles],
  diff: { entries: about.entries },
  converges: 'verified',
  disrupts: 'none',
  undoable: false,
  steps: about.steps,
});

const accountFiles = ['/etc/passwd', '/etc/shadow', '/etc/group', '/etc/gshadow'].map(pathResource);
