import type { Answered } from '../domain/bound.ts';
import { identityKey } from '../domain/connection.ts';
import type { TaskError } from '../domain/errors.ts';
import { BadAnswer, type Change } from '../domain/module.ts';
import type { Resource } from '../domain/resource.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import { unreachable } from '../domain/unreachable.ts';
import { mayBeStale } from './conflicts.ts';
import { machineOf } from './delegate.ts';
import type { HostWork } from './host-work.ts';
import {
  type Outcome,
  assumedOutcome,
  badAnswerError,
  controllerOutcome,
  driftedOutcome,
  failedOutcome,
  okOutcome,
  refusalError,
  conditionOutcome,
  templateError,
} from './outcome.ts';
import type { HostItem, PreparedItem } from './prepare.ts';
import { type Queued, type SectionContext, handlersNotifiedBy, writesOf } from './section-context.ts';

/** The outcome of an item that needs nothing done, or whether it is to be performed in this group or has to wait for it. */
export type Considered = Outcome | 'perform' | 'wait';

/** What is found of each item of a section in turn, and the group of changes that grows from it. */
export class Consideration {
  readonly #context: SectionContext;
  #group: Queued[] = [];
  /** What the group writes. */
  #writes: Resource[] = [];
  /** What should be written and is not, for the whole section: only looked at, or too disruptive. */
  readonly #unmade: Resource[] = [];

  constructor(context: SectionContext) {
    this.#context = context;
  }

  /** Changes that go out together, in order. */
  get group(): readonly Queued[] {
    return this.#group;
  }

  newGroup(): void {
    this.#group = [];
    this.#writes = [];
  }

  join(queued: Queued): void {
    this.#group.push(queued);
  }

  consider(prepared: PreparedItem, task: TaskPlan): Considered {
    const { item } = prepared;
    switch (item.kind) {
      case 'skipped':
        return conditionOutcome(item);
      case 'failed':
        return failedOutcome(templateError(item));
      case 'controller':
        return controllerOutcome(item.result);
      case 'host':
        return this.#considerHost(prepared, item, task);
      default:
        return unreachable(item);
    }
  }

  #considerHost(prepared: PreparedItem, item: HostItem, task: TaskPlan): Considered {
    if (this.#dependsOn(item, this.#writes)) prepared.answer = null;
    if (prepared.answer === null) return 'wait';
    const answer = this.#withEvidence(prepared, item, prepared.answer);
    const machine = machineOf(this.#context.host, item);
    const { preparation } = this.#context;
    const isHere = machine === this.#context.host;
    const asIs = this.#context.host.options.asIs === true;
    const assumed = !asIs && this.#dependsOn(item, isHere ? this.#unmade : preparation.unmadeOn(machine));
    const isExcused = assumed || (isHere && this.#dependsOn(item, preparation.unmade));
    if (answer instanceof BadAnswer) return isExcused && !asIs ? assumedOutcome : failedOutcome(badAnswerError(answer));
    const { planned } = answer;
    if (planned.kind === 'refused') {
      const { findings = [] } = planned;
      // Nothing comes between looking and judging: only what an earlier task would have made may be missing.
      if (!isExcused || (asIs && planned.assuming === undefined))
        return { ...failedOutcome(refusalError(planned), [], answer.result([])), findings };
      this.#leave(machine, planned.assuming ?? []);
      return { ...assumedOutcome, changes: planned.assuming ?? [], findings };
    }
    if (planned.changes.length === 0) return assumed && tellsOthers(task) ? assumedOutcome : okOutcome(answer, planned);
    if (reboots(planned.changes) && this.#isLocal) return failedOutcome(ownMachine);
    if (reboots(planned.changes) && !isHere) return failedOutcome(anothersReboot);
    if (this.#isLeftAlone(prepared, item, task, planned.changes)) {
      this.#leave(machine, planned.changes);
      return driftedOutcome(planned, answer.result([]), { assumed });
    }
    const tooMuch = this.#onlyLooks(item) ? null : this.#tooDisruptive(prepared, task, planned.changes);
    if (this.#onlyLooks(item) || tooMuch !== null) {
      this.#leave(machine, planned.changes);
      return driftedOutcome(planned, answer.result([]), { assumed, ...(tooMuch === null ? {} : { warning: tooMuch }) });
    }
    if (!this.#joins(item, planned.changes)) return 'wait';
    this.#writes.push(...writesOf(planned.changes));
    return 'perform';
  }

  /** A service that has to read its files again is told once: by what wants nothing else, and notifies its handler first. */
  #withEvidence(prepared: PreparedItem, item: HostItem, answer: Answered | BadAnswer): Answered | BadAnswer {
    if (answer instanceof BadAnswer || answer.planned.kind === 'refused') return answer;
    const { planned, stale = [] } = answer;
    const { toldStale } = this.#context.preparation;
    const isNews = (unit: string): boolean => (toldStale.get(unit) ?? prepared) === prepared;
    const wantsMore = planned.changes.some((change) => !stale.includes(change));
    const news = wantsMore ? [] : stale.filter(({ target }) => isNews(target));
    const told = wantsMore ? (item.bound.evidence ?? []).map(({ about }) => about) : news.map(({ target }) => target);
    for (const unit of told.filter(isNews)) toldStale.set(unit, prepared);
    if (news.length === 0) return answer;
    prepared.answer = { ...answer, planned: { ...planned, changes: news } };
    return prepared.answer;
  }

  get #isLocal(): boolean {
    const { host, ports } = this.#context;
    return ports.targets.get(host.name)?.connection === 'local';
  }

  #leave(machine: HostWork, changes: readonly Change[]): void {
    if (machine !== this.#context.host)
      return void this.#context.preparation.unmadeOn(machine).push(...writesOf(changes));
    this.#unmade.push(...writesOf(changes));
    this.#context.preparation.unmade.push(...writesOf(changes));
  }

  /** Where only drift is repaired: what is none. Handlers belong to what notified them. */
  #isLeftAlone(prepared: PreparedItem, item: HostItem, task: TaskPlan, changes: readonly Change[]): boolean {
    const { scope } = this.#context.host;
    if (scope === null || this.#context.mode === 'plan' || task.kind === 'handler') return false;
    // The marker tells of this host, not of the machine that the task is delegated to.
    if (machineOf(this.#context.host, item) !== this.#context.host) return false;
    const { reads } = item.bound.query;
    const notifies = handlersNotifiedBy(this.#context.play, task, prepared).length > 0;
    if (item.settings.checkMode === false && scope.isApplied) return false;
    return scope.placeOf({ reads, changes, assumed: false, notifies }) !== 'drift';
  }

  #dependsOn(item: HostItem, writes: readonly Resource[]): boolean {
    return (
      writes.length > 0 && mayBeStale(item.bound.query.reads, writes, machineOf(this.#context.host, item).realPath)
    );
  }

  #onlyLooks(item: HostItem): boolean {
    const { mode, host } = this.#context;
    // What is written down to be looked at is what one host gets.
    const isAnothers = host.rehearsal !== null && machineOf(host, item) !== host;
    return mode === 'plan' || item.settings.checkMode === true || isAnothers;
  }

  /** A task whose handlers restart something disrupts as much as they do: its change alone would go live by k8sd's own restart. */
  #tooDisruptive(prepared: PreparedItem, task: TaskPlan, changes: readonly Change[]): string | null {
    const allowed = this.#context.host.options.disrupt;
    const order = ['none', 'process', 'node'];
    const caused = [
      ...changes.map((change) => change.disrupts),
      ...(handlersNotifiedBy(this.#context.play, task, prepared).length > 0 ? ['process'] : []),
    ];
    const worst = caused.find((disrupts) => order.indexOf(disrupts) > order.indexOf(allowed));
    return worst === undefined ? null : `needs a restart, which --disrupt ${allowed} does not allow`;
  }

  /** One identity a group; a reboot, and what has a gate or a timeout of its own, goes alone. */
  #joins(item: HostItem, changes: readonly Change[]): boolean {
    const first = this.#group[0]?.item?.item;
    if (first === undefined || first.kind !== 'host') return true;
    const { host } = this.#context;
    return (
      !reboots(changes) &&
      machineOf(host, first) === machineOf(host, item) &&
      identityKey(first.settings.identity) === identityKey(item.settings.identity) &&
      item.gate === null &&
      item.settings.timeout === null
    );
  }

  /** Whether nothing may join after it: what runs once keeps its place, and what others use has to be known first. */
  closesGroup({ item, answer }: PreparedItem, task: TaskPlan): boolean {
    const once =
      answer !== null &&
      !(answer instanceof BadAnswer) &&
      answer.planned.kind === 'changes' &&
      answer.planned.changes.some(({ converges }) => converges === 'once');
    return (
      once ||
      task.repeats ||
      task.sets.length > 0 ||
      (item.kind === 'host' && (item.gate !== null || item.settings.timeout !== null))
    );
  }
}

const reboots = (changes: readonly Change[]): boolean =>
  changes.some(({ steps }) => steps.some(({ kind }) => kind === 'reboot'));

/** Whether other tasks use what it finds. Facts of a host are taken as they are. */
const tellsOthers = ({ sets, module }: TaskPlan): boolean => sets.length > 0 && module !== 'setup';

const anothersReboot: TaskError = {
  code: 'refused',
  message: 'a reboot cannot be delegated: it waits for the machine of its own host',
  hint: 'write a play whose `hosts` are the machines to reboot',
};

const ownMachine: TaskError = {
  code: 'refused',
  message: 'would reboot the machine that this runs on',
  hint: 'a host with connection: local is this machine; reboot it yourself',
};
