import type { GroupNode, Inventory, VarsLayer } from '../domain/inventory.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import type { ExitCode } from '../report/exit-code.ts';
import type { InventoryGraphInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { readProject } from './read-project.ts';
import { startRunLog } from './run-log.ts';
import { shownNode } from './shown-variable.ts';
import { selectedHosts } from './select-hosts.ts';

/** `inventory graph [PATTERN]`: groups as a tree, hosts folded, both only where the pattern has a host. */
export async function inventoryGraphCommand(asked: InventoryGraphInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const inputs = await readProject(asked, ports);
  if (!inputs.ok) return log.refuse(inputs.diagnostics);
  const { inventory } = inputs.value;
  const hosts = selectedHosts({ pattern: asked.pattern, limit: inputs.value.limit }, inventory);
  if (!hosts.ok) return log.refuse(hosts.diagnostics);
  const whole = asked.pattern === null && asked.limit === null;
  ports.print(
    graphLines({ inventory, wanted: new Set(hosts.value), whole, vars: asked.vars, ofGroups: groupLayers(inventory) }),
  );
  return 0;
}

interface Graph {
  readonly inventory: Inventory;
  readonly wanted: ReadonlySet<string>;
  /** Groups without hosts are shown too. */
  readonly whole: boolean;
  readonly vars: boolean;
  /** The layers that groups set: what else a host has is its own. */
  readonly ofGroups: ReadonlySet<VarsLayer>;
}

function graphLines(graph: Graph): readonly string[] {
  const rows = groupRows(graph, 'all', 0);
  const room = Math.max(MIN_LEFT, WIDTH - 2 - Math.max(...rows.map(({ right }) => right.length)));
  const wide = Math.min(room, Math.max(...rows.map(({ left }) => left.length)));
  const lines = rows.map(({ left, right }) => `${clipped(left, room).padEnd(wide)}  ${right}`.trimEnd());
  return [`${count(graph.wanted.size, 'host')} in ${graph.inventory.sources.join(', ')}`, '', ...lines];
}

/** Columns of the whole, and of what is never clipped away. */
const WIDTH = 80;
const MIN_LEFT = 40;

const clipped = (text: string, room: number): string => (text.length <= room ? text : `${text.slice(0, room - 3)}...`);

interface Row {
  readonly left: string;
  readonly right: string;
}

/** A group, what it sets, its hosts' own variables, then the groups below it. */
function groupRows(graph: Graph, name: string, depth: number): readonly Row[] {
  const node = graph.inventory.tree.get(name);
  if (node === undefined || !isShown(graph, name)) return [];
  const hosts = node.hosts.filter((host) => graph.wanted.has(host));
  return [
    {
      left: `${'  '.repeat(depth)}${name}`,
      right: hosts.length === 0 ? emptyWords(graph, name, node) : foldNodes(hosts),
    },
    ...(graph.vars ? layerRows(node.layers, depth + 2) : []),
    ...(graph.vars ? hosts.flatMap((host) => hostRows(graph, host, depth + 1)) : []),
    ...node.children.flatMap((child) => groupRows(graph, child, depth + 1)),
  ];
}

function isShown({ inventory, wanted, whole }: Graph, name: string): boolean {
  const members = inventory.groups.get(name) ?? [];
  return members.some((host) => wanted.has(host)) || (whole && name !== 'ungrouped');
}

const emptyWords = ({ inventory }: Graph, name: string, node: GroupNode): string =>
  node.children.length === 0 && inventory.groups.get(name)?.length === 0 ? 'no hosts' : '';

const layerRows = (layers: readonly VarsLayer[], depth: number): readonly Row[] =>
  layers.flatMap(({ vars }) =>
    [...vars].map(([name, node]) => ({
      left: `${'  '.repeat(depth)}${name}: ${shownNode(name, node)}`,
      right: `${node.range.file}:${node.range.start.line}`,
    })),
  );

const groupLayers = ({ tree }: Inventory): ReadonlySet<VarsLayer> =>
  new Set([...tree.values()].flatMap(({ layers }) => layers));

function hostRows({ inventory, ofGroups }: Graph, host: string, depth: number): readonly Row[] {
  const own = (inventory.hosts.get(host)?.layers ?? []).filter((layer) => !ofGroups.has(layer));
  return own.length === 0 ? [] : [{ left: `${'  '.repeat(depth)}${host}`, right: '' }, ...layerRows(own, depth + 1)];
}
