import { compileRun } from '../../src/app/compile-run.ts';
import { noHistory } from '../../src/app/no-history.ts';
import { noSchedules } from '../../src/app/no-schedules.ts';
import type { AppPorts } from '../../src/app/ports.ts';
import { parsed } from '../../src/domain/diagnostic.ts';
import { ownTexts } from '../../src/own-texts.ts';
import { diskPlanFiles } from '../../src/store/plan-files.ts';
import { noSecretPorts } from './no-secret-ports.ts';
import { noHostKeys, noProject, scriptedDesk } from './desk.ts';

const nothing = async () => ({ refused: null, interrupted: false }) as const;

/** Ports of a run at which nobody sits and which contacts no host; a test says what it needs otherwise. */
export const idlePorts: Omit<AppPorts, 'files'> = {
  othersMay: () => ({ read: false, write: false }),
  foldersAbove: ['.', '..'],
  home: '/home/alice',
  env: {},
  user: 'alice',
  interactive: false,
  askPassword: async () => null,
  askSshConfig: async (_file, names) => parsed(names.map((name) => ({ name, settings: null }))),
  ...noSecretPorts,
  compile: compileRun,
  loadModule: () => ({ kind: 'missing', why: 'no module is loaded here' }),
  plans: {
    files: diskPlanFiles(0),
    who: 'alice@laptop',
    version: '0.0.0',
    rehearse: async () => ({ sendings: [], refused: null, interrupted: false }),
  },
  evidence: {
    sign: async () => {
      throw new Error('nothing is signed here');
    },
    trySigner: async () => {
      throw new Error('no key is tried here');
    },
    write: async () => {
      throw new Error('no evidence is written here');
    },
  },
  git: async () => null,
  folder: '/work',
  now: () => 0,
  history: noHistory,
  schedules: noSchedules,
  run: () => '1121-k7',
  stoppedBy: () => null,
  confirm: async () => false,
  confirmTask: async () => 'no',
  desk: scriptedDesk(),
  hostKeys: noHostKeys,
  project: noProject,
  show: () => undefined,
  print: () => undefined,
  printProgram: () => undefined,
  page: () => undefined,
  own: ownTexts,
  engine: { run: nothing, exec: nothing, rollback: nothing },
};
