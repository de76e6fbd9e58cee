import { eitherForm } from '../domain/editor-schema.ts';
import type { EditorSchema } from '../domain/editor-schema.ts';
import { isDefinedModule } from '../modules/extension/define-module.ts';
import { moduleSchema } from '../modules/registry/module-schema.ts';
import type { RegisteredModule } from '../modules/registry/registered.ts';
import { keywordForms, refusedKeywords } from './keyword-forms.ts';
import { keywordWords } from './keyword-words.ts';
import { blockKeywords, importPlaybookKeywords, importTasksKeywords, playKeywords, taskKeywords } from './keywords.ts';
import type { ImportWord } from './parse-import.ts';

/** The schema of a playbook for editors, with these modules. What only the whole can tell (names, variables) is for `lint`. */
export const playbookSchema = (modules: readonly RegisteredModule[]): EditorSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  description: 'Plays, in order: which hosts, and what is to be done there.',
  type: 'array',
  minItems: 1,
  items: eitherForm(isImport('import_playbook'), definition('importedPlaybook'), definition('play')),
  definitions: {
    play: playForm(),
    importedPlaybook: importForm('import_playbook', importPlaybookKeywords),
    importedTasks: importForm('import_tasks', importTasksKeywords),
    tasks: listOf('task'),
    handlers: listOf('handler'),
    taskBlock: blockForm('tasks'),
    handlerBlock: blockForm('handlers'),
    task: taskForm(
      modules,
      taskKeywords.filter((word) => word !== 'listen'),
    ),
    handler: handlerForm(modules),
    ...Object.fromEntries(modules.map((module) => [definitionOf(module), moduleSchema(module)])),
  },
});

const definition = (name: string): EditorSchema => ({ $ref: `#/definitions/${name}` });

const definitionOf = ({ name }: RegisteredModule): string => `module_${name}`;

/** As the parser takes an import: by its short name or a long one. */
const importNames = (word: ImportWord): readonly string[] => [
  word,
  `ansible.builtin.${word}`,
  `ansible.legacy.${word}`,
];

const isImport = (word: ImportWord): EditorSchema => hasOne(importNames(word));

const hasOne = (names: readonly string[]): EditorSchema => ({
  type: 'object',
  anyOf: names.map((name) => ({ required: [name] })),
});

/** Where a keyword takes tasks or handlers. */
const lists: Readonly<Record<string, 'tasks' | 'handlers'>> = {
  pre_tasks: 'tasks',
  tasks: 'tasks',
  post_tasks: 'tasks',
  handlers: 'handlers',
};

const playForm = (): EditorSchema => ({
  type: 'object',
  required: ['hosts'],
  properties: keywords(playKeywords, (word) => (lists[word] === undefined ? undefined : definition(lists[word]))),
  additionalProperties: false,
});

const importForm = (word: ImportWord, known: readonly string[]): EditorSchema => ({
  type: 'object',
  properties: {
    ...keywords([word, ...known], () => undefined),
    ...Object.fromEntries(
      importNames(word)
        .slice(1)
        .map((name) => [name, { ...keywordForms[word], doNotSuggest: true }]),
    ),
  },
  additionalProperties: false,
});

/** Blocks and imports are told by their keywords, which a task offers, too: whoever begins one has written none yet. */
const listOf = (kind: 'task' | 'handler'): EditorSchema => ({
  type: ['array', 'null'],
  items: eitherForm(
    isImport('import_tasks'),
    definition('importedTasks'),
    eitherForm(hasOne(blockParts), definition(`${kind}Block`), definition(kind)),
  ),
});

const blockParts: readonly string[] = ['block', 'rescue', 'always'];

const blockForm = (inside: 'tasks' | 'handlers'): EditorSchema => ({
  type: 'object',
  required: ['block'],
  properties: keywords(blockKeywords, (word) => (blockParts.includes(word) ? definition(inside) : undefined)),
  additionalProperties: false,
});

const handlerForm = (modules: readonly RegisteredModule[]): EditorSchema => ({
  ...taskForm(modules, taskKeywords),
  anyOf: [{ required: ['name'] }, { required: ['listen'] }],
});

/** A task has one module; which words are modules is said by name, since editors propose what is named. */
function taskForm(modules: readonly RegisteredModule[], known: readonly string[]): EditorSchema {
  const names = new Map(modules.flatMap(namesOf));
  return {
    type: 'object',
    properties: {
      ...keywords([...known, 'import_tasks'], () => undefined),
      block: { description: keywordWords.block, ...definition('tasks') },
      ...Object.fromEntries(names),
    },
    additionalProperties: false,
    if: { type: 'object', oneOf: [...names.keys()].map((name) => ({ required: [name] })) },
    else: { type: 'null', errorMessage: 'a task needs one module, and has no second' },
  };
}

/** By every name that is read; only the short one is proposed. */
function namesOf(module: RegisteredModule): readonly (readonly [string, EditorSchema])[] {
  const form = { description: module.summary, ...definition(definitionOf(module)) };
  const names = [module.name, ...module.aliases];
  if (isDefinedModule(module)) return names.map((name) => [name, form]);
  return names.flatMap((name) => [
    [name, form] as const,
    [`ansible.builtin.${name}`, { ...form, doNotSuggest: true }] as const,
    [`ansible.legacy.${name}`, { ...form, doNotSuggest: true }] as const,
  ]);
}

const importWords: Readonly<Record<ImportWord, string>> = {
  import_playbook: 'Another playbook, whose plays stand here.',
  import_tasks: 'A file with a list of tasks, which stand here as a block.',
};

/** Each with what it is for; words that are left out say what to write instead. */
function keywords(known: readonly string[], formOf: (word: string) => EditorSchema | undefined): EditorSchema {
  const words: Readonly<Record<string, string>> = { ...importWords, ...keywordWords };
  return {
    ...Object.fromEntries(
      known.map((word) => [word, { ...(formOf(word) ?? keywordForms[word]), description: words[word] ?? word }]),
    ),
    ...refusedKeywords,
  };
}
