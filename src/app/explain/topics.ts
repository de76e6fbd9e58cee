import { controlsCodes } from '../../controls/codes.ts';
import { connectReasons, domainCodes, refusalCodes, taskErrorCodes } from '../../domain/codes.ts';
import { glossary } from '../../domain/glossary.ts';
import { paragraph } from '../../domain/page.ts';
import { topicsOf } from '../../domain/topic.ts';
import type { Topic } from '../../domain/topic.ts';
import { inventoryCodes } from '../../inventory/codes.ts';
import { connectionWords, patternWords } from '../../inventory/words.ts';
import { parameterCodes } from '../../modules/codes.ts';
import type { ModuleSet } from '../../modules/index.ts';
import { modulePage } from '../../modules/registry/module-page.ts';
import { playbookCodes } from '../../playbook/codes.ts';
import { keywordWords } from '../../playbook/keyword-words.ts';
import { missingKeywords } from '../../playbook/keywords.ts';
import { exitCodes } from '../../report/exit-codes.ts';
import { reportCodes } from '../../report/codes.ts';
import { sourceCodes } from '../../source/codes.ts';
import { templateCodes } from '../../template/codes.ts';
import { appCodes } from '../codes.ts';

const exitTopics: readonly Topic[] = Object.entries(exitCodes).map(([code, { short, means, next }]) => ({
  kind: 'exit code',
  name: code,
  page: { title: `exit ${code}  ${short}`, blocks: [paragraph(means), paragraph(next)] },
}));

const missingTopics: readonly Topic[] = [...missingKeywords].map(([name, hint]) => ({
  kind: 'keyword',
  name,
  page: {
    title: `${name}  (keyword of Ansible)`,
    blocks: [paragraph(`Left out on purpose. Instead: ${hint}.`)],
  },
}));

const moduleTopics = ({ modules }: ModuleSet): readonly Topic[] =>
  modules.map((module) => ({ kind: 'module', name: module.name, also: module.aliases, page: modulePage(module) }));

/** What can be explained without looking at any file, but for command line and options. */
export const knownTopics = (modules: ModuleSet): readonly Topic[] => [
  ...exitTopics,
  ...moduleTopics(modules),
  ...topicsOf('keyword', keywordWords),
  ...missingTopics,
  ...topicsOf('host pattern', patternWords),
  ...topicsOf('variable', connectionWords),
  ...[
    sourceCodes,
    templateCodes,
    inventoryCodes,
    parameterCodes,
    playbookCodes,
    controlsCodes,
    appCodes,
    domainCodes,
    reportCodes,
  ].flatMap((table) => topicsOf('error in the input', table)),
  ...topicsOf('error on a host', taskErrorCodes),
  ...topicsOf('reason why a host is unreachable', connectReasons),
  ...topicsOf('reason why a run changes nothing', refusalCodes),
  ...topicsOf('term', glossary),
];
