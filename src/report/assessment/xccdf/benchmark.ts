import type { AssessedBenchmark, AssessedControl, Assessment } from '../../../domain/assessment.ts';
import { shownId } from '../../../domain/control-id.ts';
import { severityOf } from '../control-words.ts';
import { element, type RenderedXml, renderXml, type XmlElement } from '../xml.ts';
import { benchmarkIdOf, groupIdOf, ruleIdOf } from './ids.ts';

const NAMESPACE = 'http://checklists.nist.gov/xccdf/1.2';
const DUBLIN_CORE = 'http://purl.org/dc/elements/1.1/';
/** DISA's name for its control correlation identifiers. */
const CCI = 'http://cyber.mil/cci';
export const CHECK_SYSTEM = 'urn:bulwark:catalogue';

/** The benchmark with what its rules want, and what was found. */
export const benchmarkElement = (
  { header }: Assessment,
  benchmark: AssessedBenchmark,
  groups: RenderedXml,
  result: XmlElement,
): XmlElement =>
  element(
    'Benchmark',
    { xmlns: NAMESPACE, 'xmlns:dc': DUBLIN_CORE, id: benchmarkIdOf(benchmark.id), resolved: 'true', 'xml:lang': 'en' },
    element('status', { date: header.catalogue.version }, 'accepted'),
    element('title', {}, benchmark.title),
    element(
      'description',
      {},
      'Ids are those of the benchmark; titles, reasons and repairs are in the words of the catalogue that it was judged by.',
    ),
    element('version', {}, benchmark.version),
    element(
      'metadata',
      {},
      element('dc:creator', {}, header.tool.name),
      element('dc:source', {}, header.catalogue.path),
    ),
    groups,
    result,
  );

/** The same in the files of all hosts. */
export const groupsOf = (benchmark: AssessedBenchmark, controls: readonly AssessedControl[]): RenderedXml =>
  renderXml(
    controls.map((control) => groupOf(control, benchmark)),
    1,
  );

const groupOf = (control: AssessedControl, { id: benchmark }: AssessedBenchmark): XmlElement =>
  element(
    'Group',
    { id: groupIdOf(control, benchmark) },
    element('title', {}, control.stig?.srg ?? shownId(control, benchmark)),
    ruleOf(control, benchmark),
  );

const ruleOf = (control: AssessedControl, benchmark: AssessedBenchmark['id']): XmlElement =>
  element(
    'Rule',
    {
      id: ruleIdOf(control, benchmark),
      severity: severityOf(control),
      role: control.unchecked === null ? 'full' : 'unscored',
    },
    control.stig === null ? null : element('version', {}, control.stig.stigId),
    element('title', {}, control.title),
    element('description', {}, control.wanted.join('; ') || control.title),
    control.risk === null ? null : element('warning', { category: 'functionality' }, control.risk),
    element('rationale', {}, control.rationale),
    ...(control.stig?.cci ?? []).map((cci) => element('ident', { system: CCI }, cci)),
    control.remediation === null ? null : element('fixtext', {}, control.remediation),
    checkOf(control),
  );

/** In words: what is checked is in the catalogue, and no SCAP engine runs it. */
const checkOf = ({ wanted, unchecked }: AssessedControl): XmlElement =>
  element('check', { system: CHECK_SYSTEM }, element('check-content', {}, unchecked?.why ?? wanted.join('; ')));
