import type { ControlResult, Evidence } from '../domain/assessment.ts';
import type { Control } from '../domain/control.ts';
import type { SharedAnswer } from './collect.ts';
import { Intern } from './intern.ts';
import { type Judged, evidenceKey } from './judged.ts';
import { judgeControl } from './judge-control.ts';
import type { JudgedPlace } from './places.ts';

/** Judges controls in many places, each once for all places that answered alike. */
export class Judge {
  readonly #evidence = new Intern<Evidence>();
  readonly #lists = new Intern<readonly Evidence[]>();

  /** Places with the same result together, in the order of the places. */
  results(control: Control, places: readonly JudgedPlace[]): readonly ControlResult[] {
    const alike = Map.groupBy(
      places.map((place) => ({ place, answers: inOrder(place.answersTo(control.id)) })),
      ({ place, answers }) => placeKey(control, place, answers),
    );
    const judged = [...alike.values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [{ result: this.#judge(control, first), all: [first, ...others] }],
    );
    const equal = Map.groupBy(judged, ({ result }) => JSON.stringify(result));
    const order = new Map(places.map(({ name }, index) => [name, index]));
    return [...equal.values()]
      .flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const hosts = group.flatMap(({ all }) => all.map(({ place }) => place.name));
        return [
          { ...first.result, hosts: hosts.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)), waiver: null },
        ];
      })
      .toSorted((a, b) => (order.get(a.hosts[0] ?? '') ?? 0) - (order.get(b.hosts[0] ?? '') ?? 0));
  }

  #judge(control: Control, { place, answers }: { place: JudgedPlace; answers: readonly SharedAnswer[] }): Judged {
    const { facts, role, blind, doubt } = place;
    const sure = judgeControl(control, { facts, role, blind, answers: answers.map(({ answer }) => answer) });
    const judged = doubt === null ? sure : doubted(control, sure, doubt);
    const keys = judged.evidence.map(evidenceKey);
    const evidence = judged.evidence.map((one, index) => this.#evidence.share(keys[index] ?? '', one));
    return { ...judged, evidence: this.#lists.share(keys.join('\n'), evidence) };
  }
}

/** The order of events promises nothing between hosts; that of their answers must not show. */
const inOrder = (answers: readonly SharedAnswer[]): readonly SharedAnswer[] =>
  answers.length < 2 ? answers : answers.toSorted((a, b) => (a.key < b.key ? -1 : 1));

function placeKey(
  control: Control,
  { facts, role, blind, doubt }: JudgedPlace,
  answers: readonly SharedAnswer[],
): string {
  const used = control.appliesWhen.map(({ fact }) => facts[fact] ?? '?');
  return JSON.stringify([answers.map(({ id }) => id), blind, doubt, role, used]);
}

/** What fails fails; what else was found is not known of all of it, and what a person judges is said to be a part. */
function doubted({ unchecked }: Control, judged: Judged, doubt: string): Judged {
  if (judged.status === 'manual') return { ...judged, because: doubt };
  const isHeld = judged.status === 'pass' || (judged.status === 'not-applicable' && unchecked?.kind !== 'gone');
  return isHeld ? { ...judged, status: 'unknown', because: doubt } : judged;
}
