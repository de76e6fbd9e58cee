import { usualEnd, type WaiverWords } from '../../controls/waiver-text.ts';
import type { ControlId } from '../../domain/module.ts';
import type { WaiverFields } from '../invocation.ts';

/** What the options said of a waiver; what nobody said is empty. `today`: a UTC day. */
export const waiverWords = (
  control: ControlId,
  hosts: readonly string[],
  fields: WaiverFields,
  today: string,
): WaiverWords => ({
  control,
  hosts,
  owner: fields.owner ?? '',
  approvedBy: fields.approvedBy ?? '',
  reason: fields.reason ?? '',
  expires: fields.expires ?? usualEnd(today),
  compensatingControl: fields.compensating,
});
