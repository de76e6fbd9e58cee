import { askFile, defineModule, param, planFile, z } from 'bulwark';
import type { Value } from 'bulwark';

const params = z.strictObject({
  path: param.absolutePath.default('/etc/login.defs'),
  values: z
    .record(
      z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of a setting such as PASS_MAX_DAYS'),
      z.union([z.string().regex(/^[^\n#]+$/, 'must be one line without #'), z.number().int()]),
    )
    .refine((values) => Object.keys(values).length > 0, 'must not be empty'),
});

/** Settings of the shadow suite: one `NAME value` a line, the last counts, # begins a comment. */
export default defineModule({
  name: 'login_defs',
  summary: 'Sets values in /etc/login.defs and keeps its comments and order',
  params,
  words: {
    parameters: {
      path: 'the file',
      values: 'names and values; other settings stay as they are',
    },
    results: { path: 'the file', before: 'the values that were found' },
    notes: ['A setting that stands there twice is written once. New ones go to the end.'],
  },
  examples: ['- login_defs:\n    values:\n      PASS_MAX_DAYS: 365\n      UMASK: "027"\n  become: true'],
  probe: ({ path }) => askFile({ path }),
  plan: ({ path, values }, seen) => {
    if (seen.text === null) return { kind: 'refused', message: `${path} is not there`, hint: 'install login' };
    return planFile({ path, content: withValues(seen.text, values) }, seen);
  },
  result: ({ path, values }, { text }) =>
    new Map<string, Value>([
      ['path', path],
      ['before', new Map(Object.keys(values).map((name) => [name, valueIn(text ?? '', name)]))],
    ]),
});

type Values = Readonly<Record<string, string | number>>;

function withValues(text: string, values: Values): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const kept = lines.flatMap((line, at) => {
    const name = nameOn(line);
    if (name === null || !Object.hasOwn(values, name)) return [line];
    const isLast = !lines.slice(at + 1).some((later) => nameOn(later) === name);
    return isLast ? [isSame(line, name, values[name]) ? line : `${name}\t${values[name]}`] : [];
  });
  const missing = Object.keys(values).filter((name) => !lines.some((line) => nameOn(line) === name));
  return [...kept, ...missing.map((name) => `${name}\t${values[name]}`), ''].join('\n');
}

const nameOn = (line: string): string | null => /^\s*([A-Z][A-Z0-9_]*)\s/.exec(`${line} `)?.[1] ?? null;

const isSame = (line: string, name: string, value: string | number | undefined): boolean =>
  valueIn(line, name) === String(value);

function valueIn(text: string, name: string): string | null {
  const line = text.split('\n').findLast((one) => nameOn(one) === name);
  return line === undefined ? null : line.trim().slice(name.length).replace(/#.*/, '').trim();
}
