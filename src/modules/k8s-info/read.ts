import { gunzipSync } from 'node:zlib';

import { z } from 'zod';

import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { json } from '../cluster/nodes.ts';
import { lastWords } from '../said.ts';
import { isSecret } from './probe.ts';
import type { ObjectsWanted } from './path.ts';

export type ApiObject = Readonly<Record<string, unknown>>;

/** objects; unasked: why the API cannot be asked from this host; no-such-kind: the API has none. */
export type Objects =
  | { readonly kind: 'objects'; readonly objects: readonly ApiObject[] }
  | { readonly kind: 'unasked'; readonly why: string }
  | { readonly kind: 'no-such-kind' };

/** Unpacked, of one question: some 60,000 pods of an ordinary size would need more memory than a controller should give. */
const unpackedLimit = 128 * 1024 * 1024;

/** Throws BadAnswer where not all was told: a part of a list must not pass for the list. */
export function readObjects(wanted: ObjectsWanted, output: CommandOutput): Objects {
  const lines = output.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  const of = (key: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const [why] = of('unasked');
  if (why !== undefined) return { kind: 'unasked', why };
  const [failed] = of('failed');
  if (failed !== undefined) return afterFailure(wanted, failed);
  if (lines.at(-1) !== 'end=')
    throw new BadAnswer(
      output.truncated === true
        ? `more ${wanted.kind} objects than one question can bring: ask for a namespace, or with label_selectors`
        : `the host told of a part of the ${wanted.kind} objects`,
      lastWords(output),
    );
  return { kind: 'objects', objects: isSecret(wanted) ? of('secret').map(secretOf) : objectsOf(wanted, lines) };
}

function afterFailure({ kind, name }: ObjectsWanted, failed: string): Objects {
  if (/could not find the requested resource/.test(failed)) return { kind: 'no-such-kind' };
  if (name !== undefined && /NotFound|not found/.test(failed)) return { kind: 'objects', objects: [] };
  throw new BadAnswer(`the API server did not tell of ${kind} objects`, failed === '' ? [] : [failed.slice(0, 300)]);
}

function objectsOf(wanted: ObjectsWanted, lines: readonly string[]): readonly ApiObject[] {
  let left = unpackedLimit;
  const pages = lines.flatMap((line) => {
    const text = unpacked(wanted, line, left);
    if (text === null) return [];
    left -= text.length;
    return [wanted.name === undefined ? pageOf(wanted, text) : onlyOne(wanted, text)];
  });
  if (pages.at(-1)?.more !== false) throw unreadable(wanted, 'the last page says that there are more');
  return pages.flatMap(({ objects }) => objects);
}

function unpacked(wanted: ObjectsWanted, line: string, limit: number): string | null {
  const [, form, data] = /^(packed|plain)=(.*)$/.exec(line) ?? [];
  if (form === undefined || data === undefined) return null;
  const bytes = Buffer.from(data, 'base64');
  if (form === 'plain') return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(limit, 1) }).toString('utf8');
  } catch {
    throw unreadable(wanted, `it is damaged, or more than ${unpackedLimit / 1024 / 1024} MiB`);
  }
}

const objectShape = z.record(z.string(), z.unknown());
const listShape = z.object({
  kind: z.string(),
  apiVersion: z.string(),
  metadata: z.object({ continue: z.string().default('') }).default({ continue: '' }),
  items: z.array(objectShape).nullable(),
});

interface Page {
  readonly objects: readonly ApiObject[];
  readonly more: boolean;
}

/** Items of Kubernetes' own lists do not say what they are; Ansible's do. An empty list of another kind says nothing. */
function pageOf(wanted: ObjectsWanted, text: string): Page {
  const list = listShape.safeParse(json(text));
  if (!list.success) throw unreadable(wanted, text.slice(0, 100));
  const { kind, apiVersion, metadata, items } = list.data;
  if (apiVersion !== wanted.api_version || kind !== `${wanted.kind}List`)
    throw unreadable(wanted, `it is a ${kind} of ${apiVersion}`);
  const about = { apiVersion, kind: kind.replace(/List$/, '') };
  return { objects: (items ?? []).map((item) => tidy({ ...about, ...item })), more: metadata.continue !== '' };
}

function onlyOne(wanted: ObjectsWanted, text: string): Page {
  const object = objectShape.safeParse(json(text));
  if (!object.success || object.data['kind'] !== wanted.kind) throw unreadable(wanted, text.slice(0, 100));
  return { objects: [tidy(object.data)], more: false };
}

/** Who changed which field when is more than half of many objects, and kubectl leaves it out, too. */
function tidy(object: ApiObject): ApiObject {
  const metadata = objectShape.safeParse(object['metadata']);
  if (!metadata.success) return object;
  const { managedFields: _, ...kept } = metadata.data;
  return { ...object, metadata: kept };
}

function secretOf(line: string): ApiObject {
  const [namespace = '', name = '', type = ''] = line.split('\t');
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type };
}

const unreadable = ({ kind }: ObjectsWanted, why: string): BadAnswer =>
  new BadAnswer(`what the API server says of ${kind} objects cannot be read`, [why]);
