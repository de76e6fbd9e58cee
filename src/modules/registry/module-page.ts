import { asWritten, heading, list, paragraph } from '../../domain/page.ts';
import type { Block, Item, Page } from '../../domain/page.ts';
import { objectOf } from './check.ts';
import { parameterMeaning } from './parameter-words.ts';
import type { RegisteredModule } from './registered.ts';

/** A module for people: parameters as its schema has them, what they mean, results, notes, examples. */
export function modulePage(module: RegisteredModule): Page {
  const { notes, results } = module.words;
  const parameters = parameterItems(module);
  return {
    title: `${module.name}  ${module.summary}`,
    blocks: [
      ...(module.aliases.length === 0 ? [] : [paragraph(`Other names: ${module.aliases.join(', ')}.`)]),
      paragraph(whereWords(module)),
      ...notes.map(paragraph),
      ...section('Parameters', parameters),
      ...section(
        'Results',
        Object.entries(results).map(([term, text]) => ({ term, text })),
      ),
      heading('Examples'),
      asWritten(module.examples.flatMap((example, at) => [...(at === 0 ? [] : ['']), ...example.split('\n')])),
    ],
  };
}

const whereWords = (module: RegisteredModule): string =>
  module.kind === 'controller'
    ? 'Works on this machine and asks the host nothing.'
    : 'Asks the host, and changes it only where it is not as wanted.';

const section = (title: string, items: readonly Item[]): readonly Block[] =>
  items.length === 0 ? [] : [heading(title), list(items)];

function parameterItems(module: RegisteredModule): readonly Item[] {
  if (module.open) return Object.entries(module.words.parameters).map(([term, text]) => ({ term, text }));
  return Object.entries(objectOf(module.schema)?.shape ?? {}).map(([term, schema]) => ({
    term,
    text: parameterMeaning(module, term, schema),
  }));
}
