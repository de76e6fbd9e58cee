import { eitherForm } from '../domain/editor-schema.ts';
import type { EditorSchema } from '../domain/editor-schema.ts';
import { isDefinedModule } from '../modules/extension/define-module.ts';
import { moduleSchema } from '../modules/registry/module-schema.ts';
import type { RegisteredModule } from '../modules/registry/registered.ts';
import { keywordForms, refusedKeywords } from './keyword-forms.ts';
import { keywordWords } from './keyword-words.ts';
import { blockKeywords, missingKeywords, playKeywords, taskKeywords } from './keywords.ts';

/** The schema of a playbook for editors, with these modules. What only the whole can tell (names, variables) is for `lint`. */
export const playbookSchema = (modules: readonly RegisteredModule[]): EditorSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  description: 'Plays, in order: which hosts, and what is to be done there.',
  type: 'array',
  minItems: 1,
  items: isKept('import_playbook')
    ? eitherForm({ required: ['import_playbook'] }, definition('import'), definition('play'))
    : definition('play'),
  definitions: {
    play: playForm,
    ...(isKept('import_playbook') && { import: importForm }),
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

const isKept = (word: string): boolean => !missingKeywords.has(word);

/** Where a keyword takes tasks or handlers. */
const lists: Readonly<Record<string, 'tasks' | 'handlers'>> = {
  pre_tasks: 'tasks',
  tasks: 'tasks',
  post_tasks: 'tasks',
  handlers: 'handlers',
};

const playForm: EditorSchema = {
  type: 'object',
  required: ['hosts'],
  properties: keywords(playKeywords, (word) => (lists[word] === undefined ? undefined : definition(lists[word]))),
  additionalProperties: false,
};

const importForm: EditorSchema = {
  type: 'object',
  required: ['import_playbook'],
  properties: keywords(['import_playbook', 'name', 'when', 'tags', 'vars'], () => undefined),
  additionalProperties: false,
};

/** A block is told by its keywords, which a task offers, too: whoever begins one has written none yet. */
const listOf = (kind: 'task' | 'handler'): EditorSchema => ({
  type: ['array', 'null'],
  items: eitherForm(
    { type: 'object', anyOf: blockParts.map((part) => ({ required: [part] })) },
    definition(`${kind}Block`),
    definition(kind),
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
  const actions = ['import_tasks', 'meta'].filter((word) => isKept(word) && !known.includes(word));
  const names = new Map(modules.flatMap(namesOf));
  return {
    type: 'object',
    properties: {
      ...keywords([...known, ...actions], () => undefined),
      block: { description: keywordWords.block, ...definition('tasks') },
      ...Object.fromEntries(names),
    },
    additionalProperties: false,
    if: { type: 'object', oneOf: [...actions, ...names.keys()].map((name) => ({ required: [name] })) },
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

/** Each with what it is for; words that are left out say what to write instead. */
function keywords(known: readonly string[], formOf: (word: string) => EditorSchema | undefined): EditorSchema {
  const words: Readonly<Record<string, string>> = keywordWords;
  return {
    ...Object.fromEntries(
      known.map((word) => [word, { ...(formOf(word) ?? keywordForms[word]), description: words[word] ?? word }]),
    ),
    ...refusedKeywords,
  };
}
