import type { FactsInvocation } from '../app/invocation.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Command } from './command.ts';
import { factsOptions } from './option-specs.ts';
import { combine, failuresOf, readBy, readCommon, valueOf } from './options.ts';
import type { RawOptions } from './raw-options.ts';

export const factsCommand: Command = {
  name: 'facts',
  operands: [{ name: 'PATTERN', required: false }],
  summary: 'log in everywhere and show what is there; changes nothing',
  options: factsOptions,
  examples: [
    { line: 'facts -i inventory/prod.yaml', does: 'proves login, sudo and versions' },
    { line: 'facts cp-2 -v', does: 'everything about one host' },
    { line: 'facts workers --by host', does: 'a block for each host' },
  ],
  read: readFacts,
};

function readFacts(raw: RawOptions): Parsed<FactsInvocation> {
  const [common, by] = [readCommon(raw), readBy(raw)];
  const failures = failuresOf(common, by);
  if (!common.ok) return { ok: false, diagnostics: [...common.diagnostics, ...failuresOf(by)] };
  return combine(failures, () => ({
    ...common.value,
    command: 'facts',
    pattern: raw.operands[0] ?? null,
    byHost: valueOf(by, null) === 'host',
  }));
}
