import type { Assessment } from '../../../domain/assessment.ts';
import { uuidOf } from '../uuid.ts';

/** UUIDs of what belongs to this assessment. */
export const oscalIds =
  ({ header }: Assessment) =>
  (...words: readonly string[]): string =>
    uuidOf('oscal', header.run, header.startedAt, ...words);

/** A machine or a cluster is the same in every assessment. */
export const hostId = (cluster: string, name: string): string => uuidOf('oscal', 'host', cluster, name);
export const clusterId = (name: string): string => uuidOf('oscal', 'cluster', name);
