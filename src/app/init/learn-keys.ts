import type { HostKeyLook, Pin } from '../../domain/host-key.ts';
import { newPins } from '../hostkeys/scan.ts';
import { choosePins } from '../hostkeys/trust.ts';
import { stopped } from './ask.ts';
import { done, leave } from './draft.ts';
import type { InitContext, LearnedKeys, ProjectDraft, Step } from './draft.ts';
import { draftTargets } from './host-target.ts';

/**
 * The keys of all hosts, with one question for those that are new. A key that was trusted on the way is trusted under
 * the host's own address too: it is the same machine. Where nobody can vouch for a key, no host is contacted.
 */
export async function learnKeys(draft: ProjectDraft, context: InitContext): Promise<Step<LearnedKeys>> {
  const { ports, trust, log } = context;
  const targets = await draftTargets([...draft.controlPlanes, ...draft.workers], context);
  if (!targets.ok) return leave(log.refuse(targets.diagnostics));
  const overSsh = [...targets.value.values()].filter(({ connection }) => connection === 'ssh');
  if (!trust.ask && !trust.acceptNew && trust.list === null && draft.trusted.length === 0)
    return done({ pins: [], untrusted: overSsh.map(({ name }) => name) });
  const looks = (await ports.hostKeys.look(overSsh, { allTypes: false })).map((look) => asTrusted(look, draft.trusted));
  if (ports.stoppedBy() !== null) return leave(stopped(context));
  const chosen = await choosePins(
    newPins(looks),
    { of: looks.length, more: draft.trusted.length > 0 },
    trust,
    ports.desk,
  );
  if (chosen === null) return leave(stopped(context));
  ports.desk.tell({ kind: 'key-trouble', looks });
  const known = looks.flatMap(({ name, id, state }) => (state.kind === 'known' ? [{ name, id, key: state.key }] : []));
  const pins = [...known, ...chosen];
  const names = new Set(pins.map(({ name }) => name));
  const inOrder = overSsh.flatMap((target) => pins.filter(({ name }) => name === target.name));
  return done({ pins: inOrder, untrusted: overSsh.map(({ name }) => name).filter((name) => !names.has(name)) });
}

function asTrusted(look: HostKeyLook, trusted: readonly Pin[]): HostKeyLook {
  const { state } = look;
  if (state.kind !== 'new') return look;
  const key = state.keys.find(({ blob }) => trusted.some((pin) => pin.key.blob === blob));
  return key === undefined ? look : { ...look, state: { kind: 'known', key } };
}
