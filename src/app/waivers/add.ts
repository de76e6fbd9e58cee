import { idFinder } from '../../controls/find-control.ts';
import { dayOf } from '../../controls/waiver.ts';
import type { WaiverWords } from '../../controls/waiver-text.ts';
import { addWaivers } from '../../controls/add-waivers.ts';
import { count } from '../../domain/count.ts';
import { type Diagnostic, type Parsed, parsed, refused } from '../../domain/diagnostic.ts';
import type { ControlId } from '../../domain/module.ts';
import { near } from '../../domain/near.ts';
import { selectHosts } from '../../playbook/host-patterns.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { WaiverFields, WaiversInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { parseWithin, waiversWritable } from '../read-waivers.ts';
import { type WaiverDesk, waiverDesk } from './desk.ts';
import { waiverWords } from './waiver-words.ts';

/** `waivers add CONTROL...`: asks for what is missing, and writes nothing that would be refused when it is read. */
export async function addWaiver(
  asked: WaiversInvocation,
  { controls, attest }: { readonly controls: readonly string[]; readonly attest: boolean },
  ports: AppPorts,
): Promise<ExitCode> {
  const log = startRunLog(ports);
  const desk = await waiverDesk(asked, ports);
  if (!desk.ok) return log.refuse(desk.diagnostics);
  const ids = controlsAsked(asked, controls, desk.value, ports);
  if (!ids.ok) return log.refuse(ids.diagnostics);
  const fields = await complete(asked.fields, ports);
  if (fields.missing.length > 0) return log.refuse(fields.missing.map(missingField));
  const hosts = asked.limit === null ? [] : [asked.limit];
  const words = ids.value.map((id) => waiverWords(id, hosts, fields.value, dayOf(ports.now())));
  const text = textWith(words, attest ? 'attestations' : 'waivers', desk.value, ports);
  if (!text.ok) return log.refuse(text.diagnostics);
  const { path } = desk.value;
  ports.project.rewrite([{ path, text: text.value }]);
  const what = count(words.length, attest ? 'attestation' : 'waiver');
  ports.print([`wrote  ${path}  ${what} until ${words[0]?.expires ?? ''}`, 'Next   bulwark waivers list']);
  return 0;
}

/** Own ids of what was asked for, where everything that can be told before a question fits. */
function controlsAsked(
  { limit }: WaiversInvocation,
  controls: readonly string[],
  { catalogue, inputs, path, isThere }: WaiverDesk,
  { othersMay }: AppPorts,
): Parsed<readonly ControlId[]> {
  const selected = selectHosts(limit ?? 'all', inputs.inventory, { subject: '-l' });
  const idOf = idFinder(catalogue);
  const [first, ...others] = [
    ...(selected.ok ? [] : selected.diagnostics),
    ...controls
      .filter((word) => idOf(word) === null)
      .map((word) => unknownControl(word, [...catalogue.controls.keys()])),
    ...(isThere && othersMay(path).write ? [waiversWritable(path)] : []),
  ];
  return first === undefined ? parsed(controls.flatMap((word) => idOf(word) ?? [])) : refused(first, ...others);
}

/** The file with the new entries; mistakes that were there before are told with their places. */
function textWith(
  words: readonly WaiverWords[],
  section: 'waivers' | 'attestations',
  { catalogue, path, isThere }: WaiverDesk,
  { files, now }: AppPorts,
): Parsed<string> {
  const before = isThere ? new TextDecoder().decode(files.read(path) ?? new Uint8Array()) : '';
  const known = parseWithin(path, before, catalogue, now());
  if (!known.ok) return known;
  const edited = addWaivers(path, before, words, section);
  if (!edited.ok) return edited;
  const read = parseWithin(path, edited.value, catalogue, now());
  if (read.ok) return edited;
  const [first, ...others] = read.diagnostics.filter(isError).map(withoutPlace);
  return first === undefined ? read : refused(first, ...others);
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** It would stand in a text that was not written. */
function withoutPlace(diagnostic: Diagnostic): Diagnostic {
  const { range: _place, ...told } = diagnostic;
  return told;
}

function unknownControl(word: string, ids: readonly string[]): Diagnostic {
  const guesses = near(word.toUpperCase(), ids);
  return {
    severity: 'error',
    code: 'unknown-control',
    summary: `there is no control \`${word}\``,
    hint: guesses.length === 0 ? 'such as CIS-1.2.19, V-242464 or BW-CERT-30' : `did you mean ${guesses.join(' or ')}?`,
  };
}

const questions = [
  ['owner', 'owner', 'Who carries the risk, and is asked about it? '],
  ['approvedBy', 'approved-by', 'Who accepted it (a name, a ticket)? '],
  ['reason', 'reason', 'Why? '],
] as const;

interface Completed {
  readonly value: WaiverFields;
  /** Options that nobody gave. */
  readonly missing: readonly string[];
}

async function complete(given: WaiverFields, ports: AppPorts): Promise<Completed> {
  let value = given;
  const missing: string[] = [];
  for (const [key, option, question] of questions) {
    if (value[key] !== null) continue;
    const answer = ports.interactive && missing.length === 0 ? await ports.desk.ask(question) : null;
    if (answer === null || answer.trim() === '') missing.push(option);
    else value = { ...value, [key]: answer.trim() };
  }
  return { value, missing };
}

const missingField = (option: string): Diagnostic => ({
  severity: 'error',
  code: 'missing-option',
  summary: `\`bulwark waivers add\` needs --${option}`,
  hint: 'a waiver says who answers for it, who accepted it, and why',
});
