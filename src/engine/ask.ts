import type { Answered, BoundModule, Evidence } from '../domain/bound.ts';
import { type Answers, BadAnswer, type Change } from '../domain/module.ts';
import type { CommandOutput, FrameCommand } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { messageOf } from '../domain/thrown.ts';
import { sh } from '../shell/sh.ts';
import { type FileAnswers, gatherFiles } from './gather.ts';

/** The questions of many modules as the commands of one frame. */
export interface Questions {
  readonly prelude: ShellCommand;
  readonly commands: readonly FrameCommand[];
  /** Which module command `at` belongs to; null for the questions that all share. */
  owner(at: number): number | null;
  /** One answer a module, in order; what could not be answered is an error that says so. */
  read(outputs: readonly CommandOutput[]): {
    readonly answers: readonly (Answered | BadAnswer)[];
    readonly files: FileAnswers | null;
  };
}

export function askAll(modules: readonly BoundModule[], saved?: Answers['saved']): Questions {
  const gathering = gatherFiles(modules.flatMap((module) => module.query.files ?? []));
  const own = modules.flatMap(({ query, evidence = [] }, module) =>
    [...(query.command === undefined ? [] : [query.command]), ...evidence.map(({ command }) => command)].map(
      (command) => ({ module, command }),
    ),
  );
  const shared = gathering?.commands ?? [];
  return {
    prelude: gathering?.prelude ?? sh``,
    commands: [...shared, ...own.map(({ command }) => ({ command }))],
    owner: (at) => own[at - shared.length]?.module ?? null,
    read: (outputs) => {
      const files = gathering?.read(outputs.slice(0, shared.length)) ?? null;
      const rest = outputs.slice(shared.length);
      let at = 0;
      const answers = modules.map((module) => {
        const output = module.query.command === undefined ? null : (rest[at++] ?? null);
        const found = answer(module, answersFrom(files, output, saved));
        const { evidence = [] } = module;
        const stale = evidence.flatMap((one) => staleBy(one, rest[at++]));
        return found instanceof BadAnswer || stale.length === 0 ? found : { ...found, stale };
      });
      return { answers, files };
    },
  };
}

function answer(module: BoundModule, answers: Answers): Answered | BadAnswer {
  try {
    return module.answer(answers);
  } catch (error) {
    if (error instanceof BadAnswer) return error;
    // One host's odd answer must not end the run of all others.
    return new BadAnswer(`the answer could not be read: ${messageOf(error)}`);
  }
}

/** Without evidence nothing is done. */
function staleBy(evidence: Evidence, output: CommandOutput | undefined): readonly Change[] {
  const change = output === undefined ? null : evidence.read(output);
  return change === null ? [] : [change];
}

const answersFrom = (files: FileAnswers | null, output: CommandOutput | null, saved: Answers['saved']): Answers => ({
  ...(saved === undefined ? {} : { saved }),
  file: (path, follow = false) => {
    if (files === null) throw new BadAnswer(`${path} was not asked`);
    return files.state(path, follow);
  },
  get output() {
    if (output === null) throw new BadAnswer('the host did not answer');
    return output;
  },
});
