import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import type { CommonParams } from './params.ts';

export type Guards = Pick<CommonParams, 'chdir' | 'creates' | 'removes' | 'unless' | 'onlyif'>;

/** Why a command does not have to run, in words; null when it has to. */
export type Verdict =
  | { readonly kind: 'run' }
  | { readonly kind: 'skip'; readonly why: string; readonly said: string }
  | { readonly kind: 'no-folder' };

/** Prints one `name=code` line a guard; 0 means that the path exists, or that the guard's command succeeded. */
export function guardCommand({ chdir, creates, removes, unless, onlyif }: Guards): ShellCommand {
  const enter = chdir === undefined ? sh`` : sh`cd -- ${chdir} 2>/dev/null || { echo folder=1; exit 0; };`;
  const checks = [
    ...(creates === undefined ? [] : [sh`there ${creates}; echo "creates=$?";`]),
    ...(removes === undefined ? [] : [sh`there ${removes}; echo "removes=$?";`]),
    ...(unless === undefined ? [] : [sh`sh -c ${unless} >/dev/null 2>&1; echo "unless=$?";`]),
    ...(onlyif === undefined ? [] : [sh`sh -c ${onlyif} >/dev/null 2>&1; echo "onlyif=$?";`]),
  ];
  return sh`there() { ( IFS=; for f in $1; do if [ -e "$f" ] || [ -L "$f" ]; then exit 0; fi; done; exit 1 ); }
${enter} ${checks} :`;
}

/** Throws BadAnswer when a guard did not answer. */
export function readGuards(guards: Guards, output: CommandOutput): Verdict {
  const answers = new Map(
    [...output.stdout.toString().matchAll(/^([a-z]+)=([0-9]+)$/gm)].map(([, name, code]) => [name, Number(code)]),
  );
  if (answers.has('folder')) return { kind: 'no-folder' };
  const code = (name: string): number => {
    const answer = answers.get(name);
    if (answer === undefined)
      throw new BadAnswer(`the host did not answer ${name}`, output.stderr.toString().split('\n').slice(0, 3));
    return answer;
  };
  if (guards.creates !== undefined && code('creates') === 0)
    return { kind: 'skip', why: `${guards.creates} exists`, said: `'${guards.creates}' exists` };
  if (guards.removes !== undefined && code('removes') !== 0)
    return { kind: 'skip', why: `${guards.removes} does not exist`, said: `'${guards.removes}' does not exist` };
  if (guards.unless !== undefined && code('unless') === 0)
    return { kind: 'skip', ...twice(`"${guards.unless}" succeeded`) };
  if (guards.onlyif !== undefined && code('onlyif') !== 0)
    return { kind: 'skip', ...twice(`"${guards.onlyif}" failed`) };
  return { kind: 'run' };
}

const twice = (why: string): { readonly why: string; readonly said: string } => ({ why, said: why });
