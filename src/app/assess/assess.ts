import { lookRequest } from '../engine-request.ts';
import { applyWaivers } from '../../controls/apply-waivers.ts';
import { assess } from '../../controls/assess.ts';
import { assessedHosts } from '../../controls/assessed-hosts.ts';
import { Collector } from '../../controls/collect.ts';
import type { Looked } from '../../controls/collect.ts';
import { chooseBenchmarks, usualProfiles } from '../../controls/profiles.ts';
import { sinceThen } from '../../controls/since.ts';
import { dayOf } from '../../controls/waiver.ts';
import type { Assessment, AssessmentHeader } from '../../domain/assessment.ts';
import type { Recap, RunEvent, RunEventBody } from '../../domain/event.ts';
import { isMapping } from '../../domain/value.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { AssessInvocation } from '../invocation.ts';
import { writeEvidence } from '../evidence.ts';
import { tellingMaintenance } from '../maintenance.ts';
import type { AppPorts, EngineEnd } from '../ports.ts';
import { hostsOfWaiver } from '../read-waivers.ts';
import { startRunLog } from '../run-log.ts';
import { whoStopped } from '../who-stopped.ts';
import { begin } from './begin.ts';
import type { Begun } from './begin.ts';
import { factsPlay } from './compile-assessment.ts';
import { earlierAssessment } from './earlier.ts';
import { hasFindings } from './fail-on.ts';
import { sourcesRead } from './header.ts';
import { planesLeftOut, strangersOf, unseenWords } from './scope.ts';
import { writeReports } from './write-reports.ts';

/**
 * `assess [PLAYBOOK]`: the playbooks are planned on every host, which only reads and takes no lock, and the catalogue
 * judges what they found. Exit 3: findings.
 */
export async function assessCommand(asked: AssessInvocation, ports: AppPorts): Promise<ExitCode> {
  const collector = new Collector();
  const show = (event: RunEvent): void => {
    collector.add(event);
    ports.show(event);
  };
  const log = startRunLog({ now: ports.now, show });
  const startedAt = ports.now();
  const begun = await begin(asked, ports);
  if (!begun.ok) return log.refuse(begun.diagnostics);
  for (const warning of begun.value.warnings) log.emit({ type: 'diagnostic', ...warning });
  begun.value.prepared.compiled.leftOut.forEach((task) => collector.leaveOut(task));
  const emit = tellingMaintenance(log.emit, begun.value.prepared.inMaintenance(startedAt));
  const end = await look(asked, begun.value, ports, emit);
  const stopped = whoStopped(end, ports);
  if (end.refused !== null) return log.finish(stopped, false);
  if (stopped !== null) collector.add(stopEvent(stopped, ports.now()));
  const assessment = await judge(asked, begun.value, { looked: collector.looked(), startedAt }, ports);
  log.emit({ type: 'assessed', assessment });
  const masked = ports.secrets.maskEvent({ type: 'assessed', assessment } as const).assessment;
  const written = writeReports(masked, asked, ports);
  const evidence = await writeEvidence(masked, asked, ports.evidence);
  for (const one of [...written.written, ...evidence.written]) log.emit({ type: 'report-written', ...one });
  const problems = [...written.problems, ...evidence.problems];
  if (problems.length > 0) return log.refuse(problems);
  const baseline = asked.baseline === null ? null : assessment.since;
  return log.finish(stopped, hasFindings(assessment, asked.failOn, baseline) ? 'found' : false);
}

const look = (
  asked: AssessInvocation,
  { prepared }: Begun,
  ports: AppPorts,
  emit: (event: RunEventBody) => void,
): Promise<EngineEnd> =>
  ports.engine.run(
    {
      ...lookRequest(prepared, ports),
      disrupt: 'node',
      asIs: true,
      refreshTimeout: asked.refreshTimeout,
      hosts: { managed: asked.force ? 'accept' : 'refuse' },
    },
    (event) => eventsOf(event, asked.playbook).forEach(emit),
  );

/** The events of a plan as those of an assessment; what hosts say they are is told as facts. */
function eventsOf(event: RunEventBody, playbook: string | null): readonly RunEventBody[] {
  if (event.type === 'run-started') return [{ ...event, mode: 'assess', playbook }];
  if (
    event.type !== 'task-finished' ||
    event.play !== factsPlay ||
    !event.taskId.startsWith('0.') ||
    event.module !== 'debug'
  )
    return [event];
  const { host, message } = event;
  if (!isMapping(message)) return [event];
  return [event, { type: 'facts', host, facts: new Map([...message].map(([key, part]) => [String(key), part])) }];
}

/** For the collector, which ends with the run. */
const stopEvent = (interrupted: NonNullable<Recap['interrupted']>, at: number): RunEvent => ({
  seq: 0,
  at,
  type: 'run-finished',
  recap: { hosts: [], interrupted, refused: null },
  exit: 130,
});

async function judge(
  asked: AssessInvocation,
  begun: Begun,
  { looked, startedAt }: { readonly looked: Looked; readonly startedAt: number },
  ports: AppPorts,
): Promise<Assessment> {
  const { catalogue, prepared, waivers, idOf } = begun;
  const addresses = new Map([...prepared.targets].map(([name, { address }]) => [name, address]));
  const versions = assessedHosts(looked.hosts).flatMap(({ version }) => version ?? []);
  const chosen = chooseBenchmarks(asked.profiles.length === 0 ? usualProfiles : asked.profiles, versions);
  const earlier =
    begun.baseline ?? earlierAssessment(ports.history, { folder: ports.folder, playbook: asked.playbook }, idOf);
  return assess({
    catalogue,
    benchmarks: chosen.benchmarks,
    header: await headerOf(begun, { startedAt, profile: chosen.profile, chosen: chosen.chosen }, ports),
    looked,
    addresses,
    notInInventory: strangersOf(looked),
    alsoMissing: unseenWords(looked),
    waive: (controls, hosts) =>
      applyWaivers(controls, waivers, {
        hostsOf: hostsOfWaiver(prepared.read),
        hosts,
        leftOut: planesLeftOut(prepared.read, looked.notSelected),
        today: dayOf(startedAt),
      }),
    since: (controls) => (earlier === null ? null : sinceThen(earlier, controls)),
  });
}

async function headerOf(
  { catalogue, prepared, files }: Begun,
  about: { readonly startedAt: number } & Pick<AssessmentHeader, 'profile' | 'chosen'>,
  ports: AppPorts,
): Promise<AssessmentHeader> {
  const { startedAt, profile, chosen } = about;
  return {
    run: ports.run(),
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(ports.now()).toISOString(),
    operator: ports.plans.who,
    tool: { name: 'bulwark', version: ports.plans.version },
    catalogue: { path: 'playbooks/controls', digest: catalogue.digest, version: catalogue.version },
    ...sourcesRead(files.seen, { inventory: prepared.sources, waivers: prepared.waiversFile }),
    git: await ports.git('.'),
    profile,
    chosen,
  };
}
