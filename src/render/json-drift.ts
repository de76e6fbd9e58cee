import { z } from 'zod';

import { driftClasses } from '../domain/drift.ts';
import type { DriftCause, ExplainedDrift, LastGoodRun } from '../domain/drift.ts';
import { fullLooks } from '../domain/event.ts';
import type { FullLook } from '../domain/event.ts';
import { unreachable } from '../domain/unreachable.ts';

const time = z.iso.datetime();
const revision = z.strictObject({ revision: z.string(), version: z.string().nullable() }).nullable();
const moved = z.strictObject({
  what: z.string(),
  before: z.string().nullable().describe('null: not there'),
  after: z.string().nullable(),
});

const cause = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['refresh', 'failed-refresh', 'revert', 're-enabled']),
    snap: z.string(),
    from: revision,
    to: revision,
    change: z.string().nullable().describe("snapd's number of the change; null: it has forgotten it"),
    startedAt: time,
    endedAt: time.nullable(),
  }),
  z.strictObject({
    kind: z.literal('edit'),
    at: time,
    logins: z
      .array(z.strictObject({ user: z.string(), from: z.string().nullable(), at: time }))
      .nullable()
      .describe('null: the host keeps no record of logins'),
    live: z
      .array(z.strictObject({ unit: z.string(), at: time, byK8sd: z.boolean() }))
      .describe('Services that run with what was edited'),
  }),
  z.strictObject({ kind: z.literal('bulwark'), run: z.string(), at: time }),
  z.strictObject({ kind: z.literal('reboot'), at: time }),
  z.strictObject({ kind: z.literal('never-applied') }),
  z.strictObject({ kind: z.literal('playbook-changed') }),
  z.strictObject({ kind: z.literal('unknown'), why: z.string() }),
]);

/** The fields of `host-compared`. */
export const comparedShape = {
  host: z.string(),
  since: z
    .strictObject({ run: z.string(), who: z.string(), at: time, checkedAt: time })
    .nullable()
    .describe("The last good run, as the host's own marker has it"),
  moved: z.array(moved),
  why: z.enum(fullLooks).nullable().describe('Why everything was looked at; null: the marker was enough'),
};

/** The fields of `drift-explained`. */
export const explainedShape = {
  host: z.string(),
  class: z.enum(driftClasses),
  cause,
  moved: z.array(moved),
  items: z.array(z.strictObject({ taskId: z.string(), item: z.string().nullable() })),
  controls: z.array(z.string()),
};

type Compared = { readonly [Name in keyof typeof comparedShape]: z.input<(typeof comparedShape)[Name]> };
type Explained = { readonly [Name in keyof typeof explainedShape]: z.input<(typeof explainedShape)[Name]> };
type JsonCause = z.input<typeof cause>;

const iso = (at: number): string => new Date(at).toISOString();

interface HostCompared {
  readonly host: string;
  readonly since: LastGoodRun | null;
  readonly moved: ExplainedDrift['moved'];
  readonly why: FullLook | null;
}
type HostExplained = { readonly host: string } & ExplainedDrift;

export const jsonCompared = ({ host, since, moved: things, why }: HostCompared): Compared => ({
  host,
  since: since === null ? null : { ...since, at: iso(since.at), checkedAt: iso(since.checkedAt) },
  moved: [...things],
  why,
});

export const comparedOf = ({ host, since, moved: things, why }: Compared): HostCompared => ({
  host,
  since: since === null ? null : { ...since, at: Date.parse(since.at), checkedAt: Date.parse(since.checkedAt) },
  moved: things,
  why,
});

export const jsonExplained = (event: HostExplained): Explained => ({
  host: event.host,
  class: event.class,
  cause: jsonCause(event.cause),
  moved: [...event.moved],
  items: [...event.items],
  controls: [...event.controls],
});

export const explainedOf = (json: Explained): HostExplained => ({
  host: json.host,
  class: json.class,
  cause: causeOf(json.cause),
  moved: json.moved,
  items: json.items,
  controls: json.controls,
});

function jsonCause(told: DriftCause): JsonCause {
  switch (told.kind) {
    case 'refresh':
    case 'failed-refresh':
    case 'revert':
    case 're-enabled':
      return {
        ...told,
        startedAt: iso(told.startedAt),
        endedAt: told.endedAt === null ? null : iso(told.endedAt),
      };
    case 'edit':
      return {
        ...told,
        at: iso(told.at),
        logins: told.logins?.map((login) => ({ ...login, at: iso(login.at) })) ?? null,
        live: told.live.map((service) => ({ ...service, at: iso(service.at) })),
      };
    case 'bulwark':
    case 'reboot':
      return { ...told, at: iso(told.at) };
    case 'never-applied':
    case 'playbook-changed':
    case 'unknown':
      return told;
    default:
      return unreachable(told);
  }
}

function causeOf(json: JsonCause): DriftCause {
  switch (json.kind) {
    case 'refresh':
    case 'failed-refresh':
    case 'revert':
    case 're-enabled':
      return {
        ...json,
        startedAt: Date.parse(json.startedAt),
        endedAt: json.endedAt === null ? null : Date.parse(json.endedAt),
      };
    case 'edit':
      return {
        ...json,
        at: Date.parse(json.at),
        logins: json.logins?.map((login) => ({ ...login, at: Date.parse(login.at) })) ?? null,
        live: json.live.map((service) => ({ ...service, at: Date.parse(service.at) })),
      };
    case 'bulwark':
    case 'reboot':
      return { ...json, at: Date.parse(json.at) };
    case 'never-applied':
    case 'playbook-changed':
    case 'unknown':
      return json;
    default:
      return unreachable(json);
  }
}
