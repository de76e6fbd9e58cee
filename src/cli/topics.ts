import { asWritten, list, paragraph } from '../domain/page.ts';
import { topicsOf } from '../domain/topic.ts';
import type { Topic } from '../domain/topic.ts';
import { usageCodes } from './codes.ts';
import { commands } from './commands.ts';
import { optionItem, sentence, usage } from './help.ts';
import { globalOptions, optionSpecs } from './option-specs.ts';
import type { OptionSpec } from './option-specs.ts';

/** Commands, options and mistakes of the command line, for `explain`. */
export const commandLineTopics = (): readonly Topic[] => [
  ...commands.map((command) => ({
    kind: 'command',
    name: command.name,
    page: {
      title: `bulwark ${usage(command)}  (command)`,
      blocks: [paragraph(sentence(command.summary)), asWritten([`bulwark help ${command.name}`])],
    },
  })),
  ...Object.entries<OptionSpec>({ ...optionSpecs, ...globalOptions }).map(([name, spec]) => optionTopic(name, spec)),
  ...topicsOf('mistake on the command line', usageCodes),
];

function optionTopic(name: string, spec: OptionSpec): Topic {
  const users = commands
    .filter(({ options }) => options.some((option) => option === name))
    .map((command) => command.name);
  const { term, text } = optionItem({ name, spec });
  const choices = spec.choices === undefined ? [] : [paragraph(`One of ${spec.choices.join(', ')}.`)];
  const of = users.length === 0 ? 'every command' : users.join(', ');
  return {
    kind: 'option',
    name: `--${name}`,
    ...(spec.alias !== undefined && { also: [`-${spec.alias}`] }),
    page: { title: `--${name}  (option of ${of})`, blocks: [list([{ term, text }]), ...choices] },
  };
}
