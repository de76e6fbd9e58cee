import { keyTypeName } from '../domain/host-key.ts';
import type { HostKey, HostKeyLook, HostKeyState, KnownLine, Pin } from '../domain/host-key.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { padTo, wrap } from './columns.ts';
import { duration } from './duration.ts';
import { escapeControls } from './host-text.ts';

/** Keys that nobody knows yet, one line each. */
export function newKeysText(
  pins: readonly Pin[],
  about: { readonly of: number; readonly more: boolean },
  width: number,
): readonly string[] {
  const hosts = new Set(pins.map(({ name }) => name)).size;
  const head = about.more
    ? `${hosts} more ${keys(hosts)}, none known yet:`
    : hosts === about.of
      ? `${hosts} ${keys(hosts)}, ${hosts === 1 ? 'not' : 'none'} known yet:`
      : `${hosts} of ${about.of} host keys ${hosts === 1 ? 'is' : 'are'} not known yet:`;
  return [head, ...keyLines(pins, width)];
}

export const firstContactText = (address: string, key: HostKey, width: number): readonly string[] => [
  ...wrap(`Host key of ${escapeControls(address)}, first contact (${keyTypeName(key.type)}):`, width, 2),
  `  ${key.fingerprint}`,
  ...wrap(`Compare it with: ssh-keygen -lf ${keyFile(key.type)}`, width, 2),
];

/** Where Debian and Ubuntu keep the public key of this type. */
const keyFile = (type: string): string => `/etc/ssh/ssh_host_${keyTypeName(type).toLowerCase()}_key.pub`;

export const unlistedText = (pins: readonly Pin[], file: string, width: number): readonly string[] => [
  ...wrap(`not in ${file}, so not trusted:`, width, 2),
  ...keyLines(pins, width),
];

/** Hosts that cannot be trusted as they are: what they show, and what to do. Nothing when there is none. */
export function keyTroubleText(looks: readonly HostKeyLook[], width: number): readonly string[] {
  const wide = Math.max(0, ...looks.map(({ name }) => name.length));
  return looks.flatMap(({ name, state }) => troubleLines(state, padTo(name, wide), name, width));
}

/** The verdict over all hosts, folded; single hosts only where something is wrong. */
export function verifiedText(looks: readonly HostKeyLook[], took: number, width: number): readonly string[] {
  const known = looks.filter(({ state }) => state.kind === 'known');
  if (known.length === looks.length)
    return wrap(
      `ok  ${count(looks.length, 'host')} ${looks.length === 1 ? 'shows the key' : 'show the keys'} on record   ${duration(took)}`,
      width,
      4,
    );
  const other = looks.length - known.length;
  const fresh = looks.flatMap(({ name, id, state }) =>
    state.kind === 'new' ? [{ name, id, key: state.keys[0] }] : [],
  );
  return [
    ...wrap(
      `${other} of ${count(looks.length, 'host')} ${other === 1 ? 'does' : 'do'} not show a key on record. Nothing was changed. ${duration(took)}`,
      width,
      2,
    ),
    '',
    ...(known.length === 0 ? [] : wrap(`ok           ${foldNodes(known.map(({ name }) => name))}`, width, 13)),
    ...(fresh.length === 0 ? [] : ['new', ...keyLines(fresh, width)]),
    ...keyTroubleText(looks, width),
    ...verifyNext(looks, width),
  ];
}

export const knownLinesText = (lines: readonly KnownLine[], width: number): readonly string[] => {
  const wide = Math.max(0, ...lines.map(({ name }) => name.length));
  return lines.flatMap(({ name, key, file, line, kept }) => [
    ...wrap(`  ${padTo(name, wide)}  ${keyTypeName(key.type)} ${key.fingerprint}`, width, 4),
    ...wrap(
      `  ${' '.repeat(wide)}  ${file}:${line}${kept === null ? '' : ' names it by a pattern: stays, edit it by hand'}`,
      width,
      4,
    ),
  ]);
};

const keys = (hosts: number): string => (hosts === 1 ? 'host key' : 'host keys');

function keyLines(pins: readonly Pin[], width: number): readonly string[] {
  const wide = Math.max(0, ...pins.map(({ name }) => name.length));
  const typeWide = Math.max(0, ...pins.map(({ key }) => keyTypeName(key.type).length));
  return pins.flatMap(({ name, key }) =>
    wrap(`  ${padTo(name, wide)}  ${padTo(keyTypeName(key.type), typeWide)} ${key.fingerprint}`, width, 4),
  );
}

function troubleLines(state: HostKeyState, padded: string, name: string, width: number): readonly string[] {
  switch (state.kind) {
    case 'known':
    case 'new':
      return [];
    case 'unreachable':
      return [
        ...wrap(`unreachable  ${padded}  ${escapeControls(state.message)}`, width, 13),
        ...(state.hint === null ? [] : wrap(`             ${escapeControls(state.hint)}`, width, 13)),
      ];
    case 'changed':
      return [
        ...wrap(`changed      ${padded}  shows another key than the one on record; it was not replaced`, width, 13),
        ...wrap(`  on record  ${shown(state.expected)}`, width, 13),
        ...wrap(`             ${state.at.file}:${state.at.line}`, width, 13),
        ...wrap(`  shown      ${shown(state.key)}`, width, 13),
        ...wrap(
          `             If it was rebuilt: bulwark hostkeys forget ${name}. If not, somebody may be in between.`,
          width,
          13,
        ),
      ];
    case 'revoked':
      return [
        ...wrap(
          `revoked      ${padded}  shows a key that ${state.at.file}:${state.at.line} revokes: ${shown(state.key)}`,
          width,
          13,
        ),
        ...wrap('             Somebody may be using a stolen host key: do not go on before you know why.', width, 13),
      ];
  }
}

const shown = (key: HostKey): string => `${keyTypeName(key.type)} ${key.fingerprint}`;

function verifyNext(looks: readonly HostKeyLook[], width: number): readonly string[] {
  const fresh = foldNodes(looks.flatMap(({ name, state }) => (state.kind === 'new' ? [name] : [])));
  return [
    ...(fresh === '' ? [] : ['', ...wrap(`Next   bulwark hostkeys scan ${fresh}`, width, 11)]),
    looks.some(({ state }) => state.kind === 'unreachable')
      ? 'exit 4: a host was unreachable'
      : 'exit 3: host keys differ',
  ];
}
