import { parseCatalogue } from '../controls/parse-catalogue.ts';
import type { Catalogue } from '../domain/control.ts';
import { type Parsed, refused } from '../domain/diagnostic.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { AppPorts } from './ports.ts';

const folder = 'playbooks/controls';
/** The order of the reports: CIS, STIG, then our own. */
const order = ['cis.yaml', 'stig.yaml', 'bulwark.yaml'];

const read = new WeakMap<SourceFiles, Parsed<Catalogue>>();

/** The controls that Bulwark brings along; read once. Error `catalogue-missing`, and those of `parseCatalogue`. */
export function shippedCatalogue({ own }: { readonly own: Pick<AppPorts['own'], 'shipped'> }): Parsed<Catalogue> {
  const known = read.get(own.shipped) ?? readCatalogue(own.shipped);
  read.set(own.shipped, known);
  return known;
}

function readCatalogue(shipped: SourceFiles): Parsed<Catalogue> {
  const names = (shipped.list(folder) ?? []).filter((name) => name.endsWith('.yaml'));
  if (names.length === 0)
    return refused({
      severity: 'error',
      code: 'catalogue-missing',
      summary: `Bulwark's package lacks ${folder}`,
      hint: 'install it again',
    });
  const sorted = names.toSorted((a, b) => place(a) - place(b));
  return parseCatalogue(
    sorted.map((name) => {
      const path = `${folder}/${name}`;
      return { path, text: new TextDecoder().decode(shipped.read(path) ?? new Uint8Array()) };
    }),
  );
}

const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
