import type { Baseline } from '../../controls/baseline.ts';
import { type IdOf, idFinder } from '../../controls/find-control.ts';
import type { Waiver } from '../../controls/waiver.ts';
import type { Catalogue } from '../../domain/control.ts';
import { parsed, refused } from '../../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../../domain/diagnostic.ts';
import { recordFiles } from '../../playbook/digest.ts';
import type { RecordedFiles } from '../../playbook/digest.ts';
import { signerProblems } from '../evidence.ts';
import type { AssessInvocation } from '../invocation.ts';
import type { AppPorts, Prepared } from '../ports.ts';
import { prepare } from '../prepare.ts';
import { readWaivers } from '../read-waivers.ts';
import { shippedCatalogue } from '../shipped-catalogue.ts';
import { readBaseline } from './baseline-file.ts';
import { compileAssessment, usualPlaybook, withShipped } from './compile-assessment.ts';
import { reportProblems } from './write-reports.ts';

/** All that an assessment needs before the first connection. */
export interface Begun {
  readonly catalogue: Catalogue;
  readonly idOf: IdOf;
  readonly prepared: Prepared;
  readonly waivers: readonly Waiver[];
  readonly baseline: Baseline | null;
  readonly files: RecordedFiles;
  readonly warnings: readonly Diagnostic[];
}

/** Reads catalogue, baseline, playbook, inventory and waivers, and tells every mistake; no host is contacted. */
export async function begin(asked: AssessInvocation, ports: AppPorts): Promise<Parsed<Begun>> {
  const catalogue = shippedCatalogue(ports);
  if (!catalogue.ok) return catalogue;
  const idOf = idFinder(catalogue.value);
  const signer = await signerProblems(asked, ports.evidence);
  const baseline = readBaseline(asked.baseline, ports.files, idOf);
  const [first, ...others] = [...reportProblems(asked, ports), ...signer, ...(baseline.ok ? [] : baseline.diagnostics)];
  if (first !== undefined || !baseline.ok) return refused(first ?? noReason, ...others);
  const files = recordFiles(withShipped(ports.files, ports.own.shipped));
  const choice = { path: asked.playbook ?? usualPlaybook, tags: asked.tags, skipTags: asked.skipTags, check: true };
  const prepared = await prepare(asked, choice, { ...ports, files, compile: compileAssessment(ports.compile) });
  if (!prepared.ok) return prepared;
  const { waiversFile, read } = prepared.value;
  const waivers = readWaivers(waiversFile, catalogue.value, read, { ...ports, files });
  if (!waivers.ok) return waivers;
  return parsed({
    catalogue: catalogue.value,
    idOf,
    prepared: prepared.value,
    waivers: waivers.value,
    baseline: baseline.value,
    files,
    warnings: [...baseline.warnings, ...prepared.value.warnings],
  });
}

const noReason: Diagnostic = { severity: 'error', code: 'baseline-form', summary: 'the baseline cannot be read' };
