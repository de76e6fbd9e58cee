import { z } from 'zod';

import { parsed, type Parsed, refused } from '../../../domain/diagnostic.ts';
import type { EarlierFile } from '../format.ts';
import { unreadable } from './faults.ts';

const rule = z.looseObject({
  group_id: z.string(),
  status: z.string(),
  finding_details: z.string().nullish(),
});
const stig = z.looseObject({
  stig_id: z.string(),
  uuid: z.string().optional(),
  size: z.number().optional(),
  rules: z.array(rule),
});

/** Of what STIG Viewer 3 writes, what is looked at; the rest stays as it is. */
const cklb = z.looseObject({ target_data: z.looseObject({ host_name: z.string() }), stigs: z.array(stig) });

export type CklbDocument = z.infer<typeof cklb>;

export function readCklb(earlier: EarlierFile): Parsed<CklbDocument> {
  const value = jsonOf(earlier);
  if (!value.ok) return value;
  const read = cklb.safeParse(value.value);
  // Not what zod made of it: that has known keys first, and the order of keys is STIG Viewer's.
  if (read.success) return parsed(value.value as CklbDocument);
  const [issue] = read.error.issues;
  return refused(unreadable(earlier, 0, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as wanted'}`));
}

function jsonOf(earlier: EarlierFile): Parsed<unknown> {
  try {
    return parsed(JSON.parse(earlier.text.replace(/^\ufeff/, '')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8 tells where in its words only; where it does not, the text ended early.
    const [, position] = /at position (\d+)/.exec(error.message) ?? [];
    const offset = position === undefined ? earlier.text.length : Number(position);
    return refused(unreadable(earlier, offset, 'it is no JSON from here on'));
  }
}
