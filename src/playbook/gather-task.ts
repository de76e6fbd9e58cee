import type { SourceRange } from '../domain/diagnostic.ts';
import type { YamlScalar } from '../domain/yaml-node.ts';
import type { RegisteredModule } from '../modules/index.ts';
import type { FlatTask } from './flatten.ts';
import type { Play } from './model.ts';

/** The task that a play begins with where it uses facts; it has no line of its own and points at the play. */
export function gatherTask({ range, inherited }: Play, setup: RegisteredModule, gather: readonly string[]): FlatTask {
  const written = 'Gathering Facts';
  return {
    inherited: { ...inherited, tags: ['always', ...inherited.tags], runOnce: false, throttle: null },
    task: {
      kind: 'task',
      name: { fill: { kind: 'literal', value: written }, range, written },
      range,
      inherited,
      module: setup,
      parameters: { moduleKey: range, given: new Map([['gather', parameter(range, gather)]]), freeForm: null },
      loop: null,
      register: null,
      notify: [],
      listen: [],
      changedWhen: null,
      failedWhen: null,
      until: null,
      controls: [],
      controlPlaces: [],
      gate: null,
      restartIf: null,
      reason: null,
      risk: null,
      environment: null,
    },
  };
}

const parameter = (range: SourceRange, gather: readonly string[]) =>
  ({
    name: 'gather',
    key: range,
    node: word('gather', range),
    content: { kind: 'value', fill: { kind: 'literal', value: gather } },
  }) as const;

const word = (text: string, range: SourceRange): YamlScalar => ({
  kind: 'scalar',
  value: text,
  written: text,
  style: 'plain',
  range,
  locate: () => range,
});
