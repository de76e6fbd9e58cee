import type { Fields, StepOutput } from '../../domain/module.ts';
import type { Value } from '../../domain/value.ts';
import type { UserParams } from '../user.ts';
import type { UserState } from './probe.ts';

/** Under Ansible's names. Of an account that was made it is what the host said then. */
export function userFields(given: UserParams, { account }: UserState, outputs: readonly StepOutput[]): Fields {
  const told = /^passwd=(.*)$/m.exec(outputs.map(({ output }) => output.stdout.toString('utf8')).join('\n'))?.[1];
  const [, , uid, gid, comment, home, shell] = told?.split(':') ?? [];
  const is = (text: string | undefined, before: Value): Value => text ?? before;
  const number = (text: string | undefined, before: number | undefined): Value =>
    text === undefined ? (before ?? null) : Number(text);
  const base: (readonly [string, Value])[] = [
    ['name', given.name],
    ['state', given.state],
  ];
  if (given.state === 'absent')
    return new Map([
      ...base,
      ...(account === null ? [] : [['force', given.force] as const, ['remove', given.remove] as const]),
    ]);
  const made: readonly (readonly [string, Value])[] =
    account === null
      ? [
          ['system', given.system],
          ['create_home', given.create_home],
        ]
      : [
          ['append', given.append],
          ['move_home', given.move_home],
        ];
  return new Map<string, Value>([
    ...base,
    ...made,
    ...(account === null && told === undefined
      ? []
      : ([
          ['uid', number(uid, account?.uid)],
          ['group', number(gid, account?.gid)],
          ['comment', is(comment, account?.comment ?? '')],
          ['home', is(home, account?.home ?? '')],
          ['shell', is(shell, account?.shell ?? '')],
        ] as const)),
    ...(given.groups === undefined ? [] : [['groups', given.groups.join(',')] as const]),
    ...(given.password === undefined ? [] : [['password', 'NOT_LOGGING_PASSWORD'] as const]),
  ]);
}
