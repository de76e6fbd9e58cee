import type { AssessedBenchmark, AssessedControl, ControlStatus } from '../../../domain/assessment.ts';
import { shownId } from '../../../domain/control-id.ts';
import { gradeOf, severityOf, statusWords } from '../control-words.ts';
import { evidenceLine, resultLines } from '../evidence-words.ts';
import { type HostResult, ofResults } from '../host-results.ts';
import { compactJson, openObject } from '../json-text.ts';
import { plainLine, plainText } from '../plain-text.ts';

/** DISA's severities as InSpec counts impact; 0 is InSpec's word for "does not apply". */
const impacts = { high: 0.7, medium: 0.5, low: 0.3 } as const;

/** error: could not look. skipped: Heimdall shows "not reviewed", which is what it is for whatever a person decides. */
const statuses = {
  fail: 'failed',
  unknown: 'error',
  'not-assessed': 'skipped',
  manual: 'skipped',
  waived: 'skipped',
  attested: 'passed',
  pass: 'passed',
  'not-applicable': 'skipped',
} as const satisfies Record<ControlStatus, string>;

/** A control as JSON. When its host was looked at differs from host to host, all else is made once for a result. */
export function hdfControlText(benchmark: AssessedBenchmark) {
  const around = ofResults((control, result) => aroundTimes(control, benchmark, result));
  return (control: AssessedControl, result: HostResult, startTime: string): string =>
    around(control, result).join(`,"start_time":${compactJson(startTime)}}`);
}

/** What stands before, between and after the times, of which each ends a result. */
function aroundTimes(control: AssessedControl, benchmark: AssessedBenchmark, result: HostResult): readonly string[] {
  const head = openObject(controlHead(control, benchmark, result));
  const [first = '', ...others] = resultsOf(control, result).map(openObject);
  return [`${head},"results":[${first}`, ...others.map((other) => `,${other}`), `]${waiverOf(result)}}`];
}

function controlHead(control: AssessedControl, benchmark: AssessedBenchmark, result: HostResult) {
  const severity = severityOf(control);
  return {
    id: shownId(control, benchmark.id),
    title: control.title,
    desc: plainText(control.rationale),
    descriptions: descriptionsOf(control, result),
    impact: result.status === 'not-applicable' ? 0 : impacts[severity],
    refs: [],
    tags: {
      ...tagsOf(control),
      severity,
      status: result.status,
    },
    code: '',
    source_location: { ref: 'playbooks/controls' },
  };
}

const descriptionsOf = (control: AssessedControl, result: HostResult) => [
  { label: 'check', data: plainText(control.unchecked?.why ?? control.wanted.join('\n')) },
  ...(control.remediation === null ? [] : [{ label: 'fix', data: plainText(control.remediation) }]),
  ...(control.risk === null ? [] : [{ label: 'risk', data: plainText(control.risk) }]),
  ...(result.because === null ? [] : [{ label: 'because', data: plainLine(result.because) }]),
];

const tagsOf = (control: AssessedControl) => ({
  catalogue: control.id,
  grade: gradeOf(control),
  area: control.area,
  scope: control.scope,
  ...(control.stig === null
    ? {}
    : {
        gtitle: control.stig.srg,
        gid: control.id,
        rid: control.stig.ruleId,
        stig_id: control.stig.stigId,
        cci: control.stig.cci,
        nist: control.stig.nist,
      }),
});

/** A result for each thing that was looked at, so that Heimdall shows which of them is wrong; one when there is none. */
function resultsOf(control: AssessedControl, result: HostResult) {
  const looks = looksOf(result);
  const decides = result.status === 'fail' ? 'failed' : 'passed';
  // Heimdall makes the status of these: they have to come to what was judged.
  if (looks.some(({ status }) => status === decides)) return looks;
  return [...looks, wholeResult(control, result)];
}

const looksOf = ({ status, evidence }: HostResult) =>
  status !== 'fail' && status !== 'pass'
    ? []
    : evidence.map((seen) => ({
        status: status === 'pass' || seen.met ? 'passed' : 'failed',
        code_desc: `${plainLine(seen.what)} ${plainLine(seen.wanted)}`,
        message: evidenceLine(seen),
      }));

function wholeResult(control: AssessedControl, result: HostResult) {
  const status = statuses[result.status];
  const message = [statusWords[result.status], ...resultLines(result, result.waiver)].join('\n');
  return {
    status,
    code_desc: control.wanted.join('; ') || control.title,
    ...(status === 'skipped' ? { skip_message: message } : { message }),
  };
}

/** It was looked at all the same, as InSpec's `run: true`. */
function waiverOf({ waiver }: HostResult): string {
  if (waiver?.kind !== 'waiver') return '';
  const data = {
    expiration_date: waiver.expires,
    justification: plainLine(waiver.reason),
    run: true,
    skipped_due_to_waiver: false,
    message: '',
  };
  return `,"waiver_data":${compactJson(data)}`;
}
