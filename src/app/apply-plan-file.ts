import { type Diagnostics, type Parsed, parsed, refused } from '../domain/diagnostic.ts';
import type { HostOutcome } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import type { PlanFile } from '../domain/plan-file.ts';
import { PlanFileError } from '../domain/plan-ports.ts';
import { limitHosts } from '../playbook/host-patterns.ts';
import { recordFiles } from '../playbook/digest.ts';
import type { ExitCode } from '../report/exit-code.ts';
import {
  type AppliedRecord,
  appliedHosts,
  fileProblem,
  outcomesOf,
  readRecord,
  writeRecord,
} from './applied-record.ts';
import { engineRequest, isWhole } from './engine-request.ts';
import type { PlaybookInvocation } from './invocation.ts';
import { type OpenedPlan, unsealed } from './open-plan-file.ts';
import { planFileEvent } from './plan-file-event.ts';
import { moved, movedSources, newSources, sourcesOf } from './plan-sources.ts';
import type { AppPorts, Prepared } from './ports.ts';
import { expandLimit } from './limit-file.ts';
import { keysOf, prepare, readInputs } from './prepare.ts';
import { readUnlocked } from './unlocker.ts';
import { readProjectConfig } from './project-config.ts';
import { nobodyToConfirm, nobodyToStep } from './nobody-to-confirm.ts';
import type { RunLog } from './run-log.ts';
import { whoStopped } from './who-stopped.ts';

type Asked = PlaybookInvocation & { readonly playbook: string };

/** `apply FILE`: what was read must be as it was, what each host needs must stand in the file, and nothing is done twice. */
export async function applyPlanFile(asked: Asked, opened: OpenedPlan, log: RunLog, ports: AppPorts): Promise<ExitCode> {
  const { playbook: path } = asked;
  const stale = staleness(path, opened.plan, ports);
  if (stale !== null) return log.refuse(stale, 7);
  if (asked.step && !ports.interactive) return log.refuse([nobodyToStep]);
  if (!asked.yes && !ports.interactive) return log.refuse([nobodyToConfirm(`apply ${path}`)]);
  const config = readProjectConfig(ports);
  if (!config.ok) return log.refuse(config.diagnostics);
  const plan = await unsealed(path, opened, keysOf(asked, config.value), ports);
  if (!plan.ok) return log.refuse(plan.diagnostics);
  const record = readRecord(path, opened.id, ports.plans.files);
  if (!record.ok) return log.refuse(record.diagnostics);
  const files = recordFiles(ports.files);
  const prompt = sameWords(asked, plan.value);
  const hosts = await hostsLeft(asked, prompt, plan.value, record.value, { ...ports, files });
  if (!hosts.ok) return log.refuse(hosts.diagnostics, hosts.exit);
  const prepared = await prepare(
    { ...prompt, limit: hosts.value.join(',') },
    { path: prompt.playbook, tags: prompt.tags, skipTags: prompt.skipTags, check: false },
    { ...ports, files },
  );
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  const [first, ...others] = newSources(opened.plan.sources, sourcesOf(files));
  if (first !== undefined) return log.refuse([first, ...others], 7);
  for (const warning of prepared.value.warnings) log.emit({ type: 'diagnostic', ...warning });
  return perform(
    { asked: prompt, path, id: opened.id, plan: plan.value, record: record.value },
    prepared.value,
    log,
    ports,
  );
}

/** Why the plan no longer fits, before anything else is looked at. */
function staleness(path: string, { version, sources }: PlanFile, { plans, files }: AppPorts): Diagnostics | null {
  const other =
    version === plans.version
      ? []
      : [moved(`${path} was made by bulwark ${version}, and this is bulwark ${plans.version}`, 'plan again')];
  const [first, ...others] = [...other, ...movedSources(sources, files)];
  return first === undefined ? null : [first, ...others];
}

/** The command line that made the plan, with this one's ways to connect. */
const sameWords = (asked: Asked, { choice }: PlanFile): Asked => ({ ...asked, ...choice, limit: choice.limit });

/** The plan's hosts on which it was not done yet, narrowed by `-l`. */
async function hostsLeft(
  asked: Asked,
  words: Asked,
  plan: PlanFile,
  record: AppliedRecord,
  ports: AppPorts,
): Promise<Parsed<readonly string[]> & { readonly exit?: 7 }> {
  const all = [...plan.hosts.keys()];
  const chosen = asked.limit === null ? parsed(all) : await narrowed(asked.limit, all, words, ports);
  if (!chosen.ok) return chosen;
  const done = appliedHosts(record);
  const left = chosen.value.filter((host) => !done.has(host));
  if (left.length > 0) return parsed(left);
  const [last] = chosen.value.flatMap((host) => done.get(host) ?? []).slice(-1);
  if (last === undefined) return refused(moved(`${asked.playbook} holds no host`, 'plan again'));
  const summary = `${asked.playbook} was already applied by run ${last.run} on ${foldNodes(chosen.value)} (${new Date(last.at).toISOString()})`;
  return { ...refused(moved(summary, 'a plan is done once: plan again')), exit: 7 };
}

async function narrowed(
  limit: string,
  all: readonly string[],
  words: Asked,
  ports: AppPorts,
): Promise<Parsed<readonly string[]>> {
  const config = readProjectConfig(ports);
  if (!config.ok) return config;
  const inputs = await readUnlocked(keysOf(words, config.value), ports, (unlocked) =>
    readInputs(words, config.value, null, unlocked),
  );
  if (!inputs.ok) return inputs;
  const expanded = expandLimit(limit, ports.files, inputs.value.inventory);
  return expanded.ok ? limitHosts(expanded.value ?? limit, all, inputs.value.inventory) : expanded;
}

interface Kept {
  readonly asked: Asked;
  readonly path: string;
  readonly id: string;
  readonly plan: PlanFile;
  readonly record: AppliedRecord;
}

async function perform(kept: Kept, prepared: Prepared, log: RunLog, ports: AppPorts): Promise<ExitCode> {
  const { asked, path, id, plan } = kept;
  const request = { ...engineRequest(asked, 'apply', prepared, ports), whole: isWhole(sameWords(asked, plan)) };
  const outcomes: Record<string, HostOutcome> = {};
  let unwritable: Diagnostics | null = null;
  const confirm = async (): Promise<boolean> => {
    if (!(await request.confirm())) return false;
    unwritable = remember(kept, {}, ports);
    return unwritable === null;
  };
  const end = await ports.engine.run({ ...request, confirm, kept: { id, hosts: plan.hosts } }, (event) => {
    outcomesOf(event, outcomes);
    log.emit(event);
    if (event.type === 'run-started') log.emit(planFileEvent('opened', path, id, plan));
  });
  if (unwritable !== null) return log.refuse(unwritable);
  if (end.refused === null) {
    const forgotten = remember(kept, outcomes, ports);
    for (const problem of forgotten ?? []) log.emit({ type: 'diagnostic', ...problem });
  }
  return log.finish(whoStopped(end, ports), asked.detailedExitcode);
}

/** Writes down beside the plan file how its hosts ended; where that cannot be done, nothing is begun. */
function remember(
  { path, record }: Kept,
  hosts: Readonly<Record<string, HostOutcome>>,
  { plans, run, now }: AppPorts,
): Diagnostics | null {
  const runs = [...record.runs, { run: run(), at: now(), by: plans.who, hosts }];
  try {
    writeRecord(path, { ...record, runs }, plans.files);
    return null;
  } catch (error) {
    if (error instanceof PlanFileError) return [fileProblem(error)];
    throw error;
  }
}
