import type { Diagnostic } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import type { Topic } from '../domain/topic.ts';
import { ownModules } from '../modules/index.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { controlTopics } from './explain/controls.ts';
import { knownTopics } from './explain/topics.ts';
import { variableTopics } from './explain/variables.ts';
import type { ExplainInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { projectModules } from './project-modules.ts';
import { readProjectConfig } from './project-config.ts';
import { startRunLog } from './run-log.ts';

/** `explain WORD`: everything that the word means. Error `unknown-word`, with near ones. */
export function explainCommand({ word }: ExplainInvocation, ports: AppPorts): ExitCode {
  const topics = allTopics(ports);
  const wanted = simplified(word);
  const found = topics.filter(({ name, also = [] }) => [name, ...also].some((known) => simplified(known) === wanted));
  for (const [at, { page }] of found.entries()) {
    if (at > 0) ports.print(['']);
    ports.page(page);
  }
  return found.length > 0 ? 0 : startRunLog(ports).refuse([unknownWord(word, topics)]);
}

/** Names of everything that can be explained; for completion. */
export const explainable = (ports: Pick<AppPorts, TopicPorts>): readonly string[] =>
  allTopics(ports).map(({ name }) => name);

type TopicPorts = 'files' | 'foldersAbove' | 'home' | 'othersMay' | 'own' | 'loadModule' | 'givenModules';

/** What a broken bulwark.yaml would say is for other commands. */
function allTopics(ports: Pick<AppPorts, TopicPorts>): readonly Topic[] {
  const config = readProjectConfig(ports);
  const playbook = config.ok ? config.value.playbook : null;
  const modules = config.ok ? projectModules(config.value, ports) : null;
  const known = modules?.ok ? modules.value : ownModules;
  return [
    ...knownTopics(known),
    ...ports.own.topics,
    ...controlTopics(playbook, ports.files, ports.own.shipped, known),
    ...variableTopics(ports.own.shipped),
  ];
}

/** `exit 4`, `--limit`, `-l` and `Audit_Log` as they are listed: `4`, `limit`, `l`, `audit-log`. */
const simplified = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replace(/^exit(?: code)? (?=\d)/, '')
    .replace(/^--?(?=.)/, '')
    .replaceAll('_', '-');

function unknownWord(word: string, topics: readonly Topic[]): Diagnostic {
  const guesses = near(
    word,
    topics.flatMap(({ name, also = [] }) => [name, ...also]),
  );
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
