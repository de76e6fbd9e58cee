import { parsed } from '../../domain/diagnostic.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import { near } from '../../domain/near.ts';
import { foldNodes } from '../../domain/node-set.ts';
import { isHostName } from '../../domain/host-name.ts';
import { askUntilGood, wrongAnswer } from './ask.ts';
import { nameOfCluster } from './cluster-name.ts';
import { done } from './draft.ts';
import type { DraftHost, InitContext, ProjectDraft, Step } from './draft.ts';
import { loginUser } from './from-typed.ts';
import { readTypedHosts } from './names.ts';
import { parseSshConfig } from './parse-ssh-config.ts';
import type { SshConfig, SshConfigHost } from './parse-ssh-config.ts';

/** Hosts of ~/.ssh/config; which of them are what, the operator says. */
export async function fromSshConfig(context: InitContext): Promise<Step<ProjectDraft>> {
  const { asked, ports } = context;
  const path = asked.file ?? `${ports.home}/.ssh/config`;
  const config = await askUntilGood(
    {
      words: 'ssh_config file',
      otherwise: null,
      given: path,
      read: (file) => readConfig(file, context),
      option: '--from ssh-config FILE',
    },
    context,
  );
  if (!config.ok) return config;
  const { hosts, leftOut } = config.value;
  const known = hosts.filter(({ name }) => isHostName(name));
  ports.desk.tell({
    kind: 'lines',
    lines: [
      `${path} names ${foldNodes(known.map(({ name }) => name))}.`,
      ...(leftOut.length === 0 ? [] : [`Left out: ${leftOut.join(', ')}.`]),
    ],
  });
  const chosen = await chooseHosts(known, context);
  if (!chosen.ok) return chosen;
  const everybody = [...chosen.value.planes, ...chosen.value.workers];
  const user =
    everybody.every((host) => host.user !== null) && asked.user === null ? done('') : await loginUser(context);
  if (!user.ok) return user;
  const cluster = await nameOfCluster(null, context);
  if (!cluster.ok) return cluster;
  const draft = (host: SshConfigHost): DraftHost => draftHost(host, user.value, context);
  return done({
    origin: path,
    cluster: cluster.value,
    controlPlanes: chosen.value.planes.map(draft),
    workers: chosen.value.workers.map(draft),
    groups: new Map(),
    trusted: [],
    withPassword: false,
  });
}

function readConfig(path: string, { ports }: InitContext): Parsed<SshConfig> {
  const bytes = ports.files.isFile(path) ? ports.files.read(path) : null;
  if (bytes === null) return wrongAnswer(`there is no file ${path}`);
  const config = parseSshConfig(new TextDecoder().decode(bytes));
  return config.hosts.length === 0 ? wrongAnswer(`${path} names no host without wildcards`) : parsed(config);
}

interface Chosen {
  readonly planes: readonly SshConfigHost[];
  readonly workers: readonly SshConfigHost[];
}

async function chooseHosts(known: readonly SshConfigHost[], context: InitContext): Promise<Step<Chosen>> {
  const { asked } = context;
  const planes = await askUntilGood(
    {
      words: 'Control planes',
      otherwise: null,
      given: asked.hosts,
      read: (text) => pick(text, known),
      option: "--hosts 'cp-[1-3]'",
    },
    context,
  );
  if (!planes.ok) return planes;
  const others = known.filter((host) => !planes.value.includes(host));
  const workers = await askUntilGood(
    {
      words: 'Workers, empty for none',
      otherwise: '',
      given: asked.workers,
      read: (text) => (text === '' ? parsed([]) : pick(text, others)),
      option: "--workers 'worker-[1-2]'",
    },
    context,
  );
  return workers.ok ? done({ planes: planes.value, workers: workers.value }) : workers;
}

function pick(text: string, known: readonly SshConfigHost[]): Parsed<readonly SshConfigHost[]> {
  const typed = readTypedHosts(text);
  if (!typed.ok) return typed;
  const names = known.map(({ name }) => name);
  const missing = typed.value.find(({ name, address }) => address !== null || !names.includes(name));
  if (missing === undefined && typed.value.length > 0)
    return parsed(typed.value.flatMap(({ name }) => known.filter((host) => host.name === name)));
  const guesses = near(missing?.name ?? '', names);
  return wrongAnswer(
    missing === undefined
      ? 'a cluster has at least one control plane'
      : `\`${missing.name}\` is not among ${foldNodes(names)}`,
    guesses.length === 0 ? undefined : `near: ${guesses.join(', ')}`,
  );
}

function draftHost(host: SshConfigHost, user: string, { asked }: InitContext): DraftHost {
  const key = host.identityFile ?? asked.privateKey;
  const login = asked.user ?? host.user ?? user;
  return {
    name: host.name,
    vars: new Map<string, string | number>([
      ...(host.address === null || host.address === host.name ? [] : [['ansible_host', host.address] as const]),
      ['ansible_user', login],
      ...(host.port === null || host.port === 22 ? [] : [['ansible_port', host.port] as const]),
      ...(key === null ? [] : [['ansible_ssh_private_key_file', key] as const]),
      ...(host.jump === null ? [] : [['ansible_ssh_proxy_jump', host.jump] as const]),
    ]),
  };
}
