import type { Claim } from '../../domain/module.ts';
import type { PermissionsTask } from './params.ts';

/** What is so once the task is done, of each mode and owner that carries controls. */
export const claimsOf = ({ rules }: PermissionsTask): readonly Claim[] =>
  rules.flatMap(({ pattern: { text: path }, mode, owner }): readonly Claim[] => [
    ...(mode === null || mode.controls.length === 0
      ? []
      : [
          {
            controls: mode.controls,
            what: path,
            subject: { kind: 'file-mode', path } as const,
            guarantees: { kind: 'mode', atMost: mode.atMost } as const,
          },
        ]),
    ...(owner === null || owner.controls.length === 0
      ? []
      : [
          {
            controls: owner.controls,
            what: path,
            subject: { kind: 'file-owner', path } as const,
            guarantees: { kind: 'owner', owner: owner.owner, group: owner.group } as const,
          },
        ]),
  ]);
