import type { Claim } from '../../domain/module.ts';
import type { FileParams } from './params.ts';
import { wantedMode } from '../mode.ts';

/** Symbolic modes leave bits as they are: these are the worst that may be there. */
const loosest = 0o6777;

/** Of the whole task: mode and owner of each path or pattern. What is absent has neither. */
export function claimsOf({ path = [], glob = [], mode, owner, group, state }: FileParams): readonly Claim[] {
  if (state === 'absent') return [];
  const atMost = mode === undefined ? null : wantedMode(mode, loosest, false);
  return [...path, ...glob].flatMap((one): readonly Claim[] => [
    ...(atMost === null
      ? []
      : [
          {
            controls: [],
            what: 'mode',
            subject: { kind: 'file-mode', path: one },
            guarantees: { kind: 'mode', atMost },
          } as const,
        ]),
    ...(owner === undefined || group === undefined
      ? []
      : [
          {
            controls: [],
            what: 'owner',
            subject: { kind: 'file-owner', path: one },
            guarantees: { kind: 'owner', owner, group },
          } as const,
        ]),
  ]);
}
