import { Secret } from '../domain/secret.ts';
import { unsafeShellCommand, type ShellCommand } from '../domain/shell-command.ts';
import { quote } from './quote.ts';

type ShellWord = string | number | bigint | Secret;
export type ShellValue = ShellWord | ShellCommand | readonly (ShellWord | ShellCommand)[];

/**
 * Shell text whose values are quoted by construction: words in single quotes, lists word by word with spaces
 * between, commands spliced in as they are. A Secret stays one and is quoted where the text leaves for the host.
 * Text between the values goes unchanged (raw: `\n` stays two characters). Throws on a value with NUL.
 */
export function sh(texts: TemplateStringsArray, ...values: readonly ShellValue[]): ShellCommand {
  return unsafeShellCommand(texts.raw.flatMap((text, index) => [text, ...partsOf(values[index] ?? [])]));
}

/** The commands in order, with `separator` (shell text such as ` && ` or a newline) between them. */
export const joinCommands = (commands: readonly ShellCommand[], separator: ShellCommand): ShellCommand =>
  unsafeShellCommand(commands.flatMap((command, index) => [...(index === 0 ? [] : separator.parts), ...command.parts]));

type Part = string | Secret;

function partsOf(value: ShellValue): readonly Part[] {
  if (isList(value)) return value.flatMap((item, index) => [...(index === 0 ? [] : [' ']), ...partsOf(item)]);
  if (value instanceof Secret) return [new Secret(quote(value.reveal()))];
  if (typeof value === 'object') return value.parts;
  return [quote(String(value))];
}

const isList = (value: ShellValue): value is readonly (ShellWord | ShellCommand)[] => Array.isArray(value);
