import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import type { HostKeyLook, Pin } from '../../domain/host-key.ts';
import { foldNodes } from '../../domain/node-set.ts';
import type { Secret } from '../../domain/secret.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { count } from '../../domain/count.ts';
import { sh } from '../../shell/sh.ts';
import { becomePassword, readPassword } from '../passwords.ts';
import { askYes } from '../ask-yes.ts';
import { isListed } from '../hostkeys/fingerprints.ts';
import { askUntilGood, problemLines, stopped } from './ask.ts';
import { done, leave } from './draft.ts';
import type { DraftHost, HostVars, InitContext, ProjectDraft, Step } from './draft.ts';
import { draftTargets } from './host-target.ts';
import { readLogin } from './names.ts';
import type { Login } from './names.ts';
import { parseNodes } from './parse-nodes.ts';
import type { Cluster } from './parse-nodes.ts';
import { nameOfCluster } from './cluster-name.ts';

/** Asks one control plane which nodes there are. What goes wrong on the way is told, and the question asked again. */
export async function fromKubectl(context: InitContext): Promise<Step<ProjectDraft>> {
  const { asked, ports, dialogue } = context;
  for (let given = asked.ask; ; given = null) {
    const login = await askUntilGood(
      { words: 'Control plane to ask', otherwise: null, given, read: readLogin, option: '--ask ubuntu@10.20.0.11' },
      context,
    );
    if (!login.ok) return login;
    const attempt = await askCluster(login.value, context);
    if (attempt.kind === 'left') return leave(attempt.exit);
    if (attempt.kind === 'answered') return finish(login.value, attempt, context);
    if (!dialogue) return leave(attempt.exit);
    if (ports.stoppedBy() !== null) return leave(stopped(context));
  }
}

type Attempt =
  | { readonly kind: 'answered'; readonly cluster: Cluster; readonly trusted: Pin; readonly withPassword: boolean }
  /** Told; another host may do. */
  | { readonly kind: 'failed'; readonly exit: 2 | 4 }
  | { readonly kind: 'left'; readonly exit: 3 | 5 | 130 | 143 };

async function askCluster(login: Login, context: InitContext): Promise<Attempt> {
  const { ports } = context;
  const targets = await draftTargets([{ name: login.address, vars: loginVars(login, context) }], context);
  const target = targets.ok ? targets.value.get(login.address) : undefined;
  if (!targets.ok || target === undefined) return { kind: 'failed', exit: 4 };
  const [look] = await ports.hostKeys.look([target], { allTypes: false });
  if (look === undefined || look.state.kind === 'unreachable') {
    if (look !== undefined) ports.desk.tell({ kind: 'key-trouble', looks: [look] });
    return { kind: 'failed', exit: 4 };
  }
  const trusted = await trustFirst(look, context);
  if (trusted === null)
    return { kind: 'left', exit: ports.stoppedBy() === null ? lackOfTrust(look, context) : stopped(context) };
  return nodesOf(target, trusted, context);
}

/** The key of the first host, when a file, a list or the operator vouches for it. */
async function trustFirst({ name, id, state }: HostKeyLook, { ports, trust }: InitContext): Promise<Pin | null> {
  if (state.kind === 'known') return { name, id, key: state.key };
  if (state.kind !== 'new') return null;
  const pin = { name, id, key: state.keys[0] };
  ports.desk.tell({ kind: 'first-contact', address: name, pin });
  if (trust.list !== null) return isListed(trust.list.fingerprints, pin) ? pin : null;
  if (trust.acceptNew) return pin;
  return trust.ask && (await askYes('Trust it? [y/N] ', ports.desk)) === true ? pin : null;
}

function lackOfTrust(look: HostKeyLook, { ports, trust }: InitContext): 3 | 5 {
  const { kind } = look.state;
  if (kind === 'changed' || kind === 'revoked') {
    ports.desk.tell({ kind: 'key-trouble', looks: [look] });
    return 3;
  }
  const why = trust.list === null ? 'Its key was not trusted' : `Its key is not in ${trust.list.file}`;
  ports.desk.tell({ kind: 'lines', lines: [`${why}, so it was not asked. Nothing was written.`] });
  return trust.list === null ? 5 : 3;
}

async function nodesOf(target: HostTarget, trusted: Pin, context: InitContext): Promise<Attempt> {
  const { asked, ports, log } = context;
  const given = await readPassword(becomePassword, asked.secrets.become, context.config.secrets.become, ports);
  if (!given.ok) return { kind: 'left', exit: log.refuse(given.diagnostics) === 5 ? 5 : 3 };
  for (let password: Secret | null = given.value; ;) {
    try {
      const login = { ...target, ...(password !== null && { becomePassword: password }) };
      const output = await ports.project.asRoot(login, [trusted], LIST_NODES);
      if (output.code !== 0) return failed(commandFailed(target, output), 2, context);
      const cluster = parseNodes(output.stdout.toString());
      if (cluster.ok) return { kind: 'answered', cluster: cluster.value, trusted, withPassword: password !== null };
      return failed(cluster.diagnostics.flatMap(problemLines), 2, context);
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      const mayAsk = error.reason === 'become' && password === null && context.dialogue;
      password = mayAsk ? await ports.askPassword(`sudo password of ${target.user} on ${target.address}: `) : null;
      if (password === null)
        return failed([error.message, ...(error.hint === undefined ? [] : [`  ${error.hint}`])], 4, context);
    }
  }
}

const LIST_NODES = sh`k8s kubectl get nodes -o json`;

/** The host's own words, at most 3 lines. */
const commandFailed = ({ address }: HostTarget, { stdout, stderr }: CommandOutput): readonly string[] => [
  `${address} did not list the nodes (k8s kubectl get nodes):`,
  ...`${stderr.toString()}\n${stdout.toString()}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 3)
    .map((line) => `  ${line.slice(0, 240)}`),
];

function failed(lines: readonly string[], exit: 2 | 4, { ports }: InitContext): Attempt {
  ports.desk.tell({ kind: 'lines', lines });
  return { kind: 'failed', exit };
}

async function finish(
  login: Login,
  { cluster, trusted, withPassword }: Extract<Attempt, { kind: 'answered' }>,
  context: InitContext,
): Promise<Step<ProjectDraft>> {
  const name = await nameOfCluster(cluster.name, context);
  if (!name.ok) return name;
  const host = (node: Cluster['nodes'][number]): DraftHost => ({
    name: node.name,
    vars: new Map(
      [
        ...(node.address === null || node.address === node.name ? [] : [['ansible_host', node.address] as const]),
        ...loginVars(login, context),
      ].filter(([key], index, all) => all.findIndex(([other]) => other === key) === index),
    ),
  });
  const of = (isControlPlane: boolean): readonly DraftHost[] =>
    cluster.nodes.filter((node) => node.controlPlane === isControlPlane).map(host);
  const draft = {
    origin: `kubectl get nodes on ${login.address}`,
    cluster: name.value,
    controlPlanes: of(true),
    workers: of(false),
    groups: new Map(),
    trusted: [trusted],
    withPassword,
  };
  context.ports.desk.tell({ kind: 'lines', lines: ['', clusterWords(draft)] });
  return done(draft);
}

/** `prod-a has 5 nodes: cp-[1-3] control planes, worker-[1-2] workers.` */
function clusterWords({ cluster, controlPlanes, workers }: ProjectDraft): string {
  const part = (hosts: readonly DraftHost[], noun: string): readonly string[] =>
    hosts.length === 0 ? [] : [`${foldNodes(hosts.map(({ name }) => name))} ${hosts.length === 1 ? noun : `${noun}s`}`];
  const all = controlPlanes.length + workers.length;
  const parts = [...part(controlPlanes, 'control plane'), ...part(workers, 'worker')];
  return `${cluster} has ${count(all, 'node')}: ${parts.join(', ')}.`;
}

/** Whoever was let in here is expected to be let in everywhere. */
function loginVars({ user, address, port }: Login, { asked, ports }: InitContext): HostVars {
  const key = asked.privateKey;
  return new Map<string, string | number>([
    ['ansible_host', address],
    ['ansible_user', user ?? asked.user ?? ports.user],
    ...(port === null || port === 22 ? [] : [['ansible_port', port] as const]),
    ...(key === null ? [] : [['ansible_ssh_private_key_file', key] as const]),
  ]);
}
