import type { AssessedControl } from '../../../domain/assessment.ts';
import { plainText } from '../plain-text.ts';

/** What the catalogue says of a control, name and text, in the order in which it is read. */
export function explanationOf(control: AssessedControl): readonly (readonly [string, string])[] {
  const { unchecked, remediation, rationale, risk, note, contradicts, stig } = control;
  const words: readonly (readonly [string, string | null])[] = [
    [unchecked?.kind === 'gone' ? 'does not exist here' : 'why a person has to look', unchecked?.why ?? null],
    ['why', rationale],
    ['repair', remediation],
    ['risk of the repair', risk],
    ['note', note],
    ['contradicts', contradicts.map(({ control: id, why }) => `${id}: ${why}`).join('\n') || null],
    ['STIG', stig === null ? null : `${stig.stigId} · ${stig.ruleId} · ${stig.srg}`],
    ['CCI', stig === null ? null : stig.cci.join(', ') || null],
    ['NIST 800-53', stig === null ? null : stig.nist.join(', ') || null],
  ];
  return words.flatMap(([name, text]) => (text === null ? [] : [[name, plainText(text)] as const]));
}
