import type { AssessedControl, AssessedHost, Evidence } from '../../../domain/assessment.ts';
import { plainLine } from '../plain-text.ts';

/** Where on the host it was seen; the host alone when nothing was. */
export function sarifLocations(
  control: AssessedControl,
  name: string,
  host: AssessedHost | undefined,
  evidence: readonly Evidence[],
) {
  const logicalLocations = [logicalLocation(control, name, host)];
  const places = [...new Set(evidence.map(({ where }) => where))].map((where) => filePlace(name, where));
  const physical = places.flatMap((physicalLocation) =>
    physicalLocation === null ? [] : [{ physicalLocation, logicalLocations }],
  );
  return physical.length === 0 ? [{ logicalLocations }] : physical;
}

const logicalLocation = (control: AssessedControl, name: string, host: AssessedHost | undefined) => ({
  name: plainLine(name),
  fullyQualifiedName: plainLine(host === undefined ? name : `${host.cluster}/${name}`),
  kind: control.scope === 'cluster' ? 'cluster' : 'host',
});

/** A path of a host is a file URI with the host as its authority (RFC 8089, appendix E.2); null: it is no path. */
function filePlace(name: string, where: string) {
  const [, path, line] = /^(\/.*?)(?::(\d{1,9}))?$/s.exec(where) ?? [];
  if (path === undefined) return null;
  const uri = `file://${encodeURIComponent(name.toWellFormed())}${path.toWellFormed().split('/').map(encodeURIComponent).join('/')}`;
  const startLine = Number(line);
  return { artifactLocation: { uri }, ...(startLine > 0 ? { region: { startLine } } : {}) };
}
