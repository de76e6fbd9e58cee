import { parsed } from '../../domain/diagnostic.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import { askUntilGood, wrongAnswer } from './ask.ts';
import { nameOfCluster } from './cluster-name.ts';
import { done } from './draft.ts';
import type { DraftHost, HostVars, InitContext, ProjectDraft, Step } from './draft.ts';
import { isAddress, readTypedHosts, readUser } from './names.ts';
import type { TypedHost } from './names.ts';

/** The operator types what there is. An address is asked for only where the name has none. */
export async function fromTyped(context: InitContext): Promise<Step<ProjectDraft>> {
  const { asked } = context;
  const planes = await askUntilGood(
    {
      words: 'Control planes, as in cp-[1:3] or cp-1=10.20.0.11',
      otherwise: null,
      given: asked.hosts,
      read: atLeastOne,
      option: "--hosts 'cp-[1:3]'",
    },
    context,
  );
  if (!planes.ok) return planes;
  const workers = await askUntilGood(
    {
      words: 'Workers, empty for none',
      otherwise: '',
      given: asked.workers,
      read: (text) => others(text, planes.value),
      option: "--workers 'worker-[1:2]'",
    },
    context,
  );
  if (!workers.ok) return workers;
  const user = await loginUser(context);
  if (!user.ok) return user;
  const typed: DraftHost[] = [];
  for (const host of [...planes.value, ...workers.value]) {
    const address = await addressOf(host, context);
    if (!address.ok) return address;
    typed.push({ name: host.name, vars: varsOf(host.name, address.value, user.value, context) });
  }
  const cluster = await nameOfCluster(null, context);
  if (!cluster.ok) return cluster;
  const count = planes.value.length;
  return done({
    origin: 'what was typed',
    cluster: cluster.value,
    controlPlanes: typed.slice(0, count),
    workers: typed.slice(count),
    groups: new Map(),
    trusted: [],
    withPassword: false,
  });
}

const atLeastOne = (text: string): Parsed<readonly TypedHost[]> => {
  const hosts = readTypedHosts(text);
  return hosts.ok && hosts.value.length === 0 ? wrongAnswer('a cluster has at least one control plane') : hosts;
};

function others(text: string, planes: readonly TypedHost[]): Parsed<readonly TypedHost[]> {
  const hosts = readTypedHosts(text);
  const twice = hosts.ok ? hosts.value.find(({ name }) => planes.some((plane) => plane.name === name)) : undefined;
  return twice === undefined ? hosts : wrongAnswer(`\`${twice.name}\` is a control plane already`);
}

/** `-u`, else asked; who runs Bulwark is offered. */
export const loginUser = (context: InitContext): Promise<Step<string>> =>
  askUntilGood(
    {
      words: 'Login user',
      otherwise: context.ports.user,
      given: context.asked.user,
      read: readUser,
      option: '-u ubuntu',
    },
    context,
  );

async function addressOf({ name, address }: TypedHost, context: InitContext): Promise<Step<string>> {
  const { project } = context.ports;
  if (address !== null || (await project.resolves(name))) return done(address ?? name);
  const read = async (text: string): Promise<Parsed<string>> =>
    isAddress(text) && (await project.resolves(text))
      ? parsed(text)
      : wrongAnswer(`\`${text}\` is no address, and no name that has one`);
  return askUntilGood(
    {
      words: `Address of ${name}, a name that does not resolve`,
      otherwise: null,
      given: null,
      read,
      option: `${name}=ADDRESS in --hosts or --workers`,
    },
    context,
  );
}

function varsOf(name: string, address: string, user: string, { asked }: InitContext): HostVars {
  return new Map([
    ...(address === name ? [] : [['ansible_host', address] as const]),
    ['ansible_user', user],
    ...(asked.privateKey === null ? [] : [['ansible_ssh_private_key_file', asked.privateKey] as const]),
  ]);
}
