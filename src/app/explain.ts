import type { Diagnostic } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import type { Topic } from '../domain/topic.ts';
import { ownModules, type ModuleSet } from '../modules/index.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { explainedControl, isControlWord, shippedControlIds } from './explain/controls.ts';
import { knownTopics } from './explain/topics.ts';
import { variableTopics } from './explain/variables.ts';
import type { ExplainInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { projectModules } from './project-modules.ts';
import { readProjectConfig } from './project-config.ts';
import { startRunLog } from './run-log.ts';

/** `explain WORD`: everything that the word means. Error `unknown-word`, with near ones. */
export function explainCommand({ word }: ExplainInvocation, ports: AppPorts): ExitCode {
  if (isControlWord(word)) return explainControl(word, ports);
  const topics = allTopics(ports);
  const wanted = simplified(word);
  const found = topics.filter(({ name, also = [] }) => [name, ...also].some((known) => simplified(known) === wanted));
  for (const [at, { page }] of found.entries()) {
    if (at > 0) ports.print(['']);
    ports.page(page);
  }
  return found.length > 0 ? 0 : startRunLog(ports).refuse([unknownWord(word, ports)]);
}

function explainControl(word: string, ports: AppPorts): ExitCode {
  const { playbook, modules } = projectOf(ports);
  const page = explainedControl(word, playbook, modules, ports);
  if (!page.ok) return startRunLog(ports).refuse(page.diagnostics);
  if (page.value === null) return startRunLog(ports).refuse([unknownWord(word.trim().toUpperCase(), ports)]);
  ports.page(page.value);
  return 0;
}

/** Names of everything that can be explained; for completion. */
export const explainable = (ports: Pick<AppPorts, TopicPorts>): readonly string[] => [
  ...allTopics(ports).map(({ name }) => name),
  ...shippedControlIds(ports.own.shipped),
];

type TopicPorts = 'files' | 'foldersAbove' | 'home' | 'othersMay' | 'own' | 'loadModule' | 'givenModules';

/** All but controls, which are many and take a while to read. */
const allTopics = (ports: Pick<AppPorts, TopicPorts>): readonly Topic[] => [
  ...knownTopics(projectOf(ports).modules),
  ...ports.own.topics,
  ...variableTopics(ports.own.shipped),
];

/** What a broken bulwark.yaml would say is for other commands. */
function projectOf(ports: Pick<AppPorts, TopicPorts>): { playbook: string | null; modules: ModuleSet } {
  const config = readProjectConfig(ports);
  const modules = config.ok ? projectModules(config.value, ports) : null;
  return {
    playbook: config.ok ? config.value.playbook : null,
    modules: modules?.ok ? modules.value : ownModules,
  };
}

/** `exit 4`, `--limit`, `-l` and `Audit_Log` as they are listed: `4`, `limit`, `l`, `audit-log`. */
const simplified = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replace(/^exit(?: code)? (?=\d)/, '')
    .replace(/^--?(?=.)/, '')
    .replaceAll('_', '-');

function unknownWord(word: string, ports: Pick<AppPorts, TopicPorts>): Diagnostic {
  const guesses = near(word, [
    ...allTopics(ports).flatMap(({ name, also = [] }) => [name, ...also]),
    ...shippedControlIds(ports.own.shipped),
  ]);
  return {
    severity: 'error',
    code: 'unknown-word',
    summary: `\`${word}\` is not explained anywhere`,
    hint:
      guesses.length === 0
        ? 'modules, keywords, exit codes, errors, options, variables, controls, signs of patterns and terms are'
        : `did you mean ${guesses.join(' or ')}?`,
  };
}
