import type { WaiversInvocation } from '../app/invocation.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Command } from './command.ts';
import { waiversOptions } from './option-specs.ts';
import { readCommon } from './options.ts';
import { hasFlag, lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';

/** `waivers init|add|list`. */
export const waiversCommands: readonly Command[] = [
  {
    name: 'waivers init',
    operands: [{ name: 'FILE', required: false }],
    summary: 'a file of waivers from what the last assessment, or that of a JSON file, found',
    options: waiversOptions.init,
    examples: [
      { line: 'waivers init', does: 'from the last `bulwark assess` of this folder; a person fills in who and why' },
      { line: 'waivers init prod.json --owner ops@example.org', does: 'from what `assess -o prod.json` wrote' },
    ],
    read: (raw) => reading(raw, ([file = null]) => ({ kind: 'init', file })),
  },
  {
    name: 'waivers add',
    operands: [{ name: 'CONTROL', required: true, isPhrase: true }],
    summary: 'accept a risk until a day, or with --attest vouch for a manual control; asks for what is missing',
    options: waiversOptions.add,
    examples: [
      { line: 'waivers add CIS-1.2.19 V-242464 -l cp-1', does: 'asks who carries the risk, who accepted it, and why' },
      {
        line: 'waivers add CIS-5.1.1 --attest --owner ops --approved-by SEC-7 --reason "two admins" --expires 2027-03-31',
        does: 'without a question',
      },
    ],
    read: (raw) => reading(raw, (controls) => ({ kind: 'add', controls, attest: hasFlag(raw, 'attest') })),
  },
  {
    name: 'waivers list',
    operands: [{ name: 'FILE', required: false }],
    summary: 'each waiver: used, unused, over, or without a host that it names',
    options: waiversOptions.list,
    examples: [
      { line: 'waivers list', does: 'by the last assessment of this folder' },
      { line: 'waivers list prod.json', does: 'by an assessment in JSON' },
    ],
    read: (raw) => reading(raw, ([file = null]) => ({ kind: 'list', file })),
  },
];

function reading(
  raw: RawOptions,
  action: (operands: readonly string[]) => WaiversInvocation['action'],
): Parsed<WaiversInvocation> {
  const common = readCommon(raw);
  if (!common.ok) return common;
  return {
    ...common,
    value: {
      ...common.value,
      command: 'waivers',
      action: action(raw.operands),
      fields: {
        owner: lastText(raw, 'owner'),
        approvedBy: lastText(raw, 'approved-by'),
        reason: lastText(raw, 'reason'),
        expires: lastText(raw, 'expires'),
        compensating: lastText(raw, 'compensating-control'),
      },
    },
  };
}
