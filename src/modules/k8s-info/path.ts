/** Which objects of the API are asked for. */
export interface ObjectsWanted {
  readonly kind: string;
  readonly api_version: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly label_selectors: readonly string[];
  readonly field_selectors: readonly string[];
}

/** `/apis/apps/v1/namespaces/x/deployments?limit=500&labelSelector=…`; a single object has no query. */
export function objectsPath(wanted: ObjectsWanted): string {
  const { api_version: version, namespace, kind, name } = wanted;
  const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
  const list = `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural(kind)}`;
  return name === undefined ? `${list}?${queryOf(wanted)}` : `${list}/${name}`;
}

/** Objects in one answer: what kubectl asks for, too (its `--chunk-size`). */
const pageSize = 500;

const queryOf = ({ label_selectors: labels, field_selectors: fields }: ObjectsWanted): string =>
  [
    `limit=${pageSize}`,
    ...(labels.length === 0 ? [] : [`labelSelector=${encodeURIComponent(labels.join(','))}`]),
    ...(fields.length === 0 ? [] : [`fieldSelector=${encodeURIComponent(fields.join(','))}`]),
  ].join('&');

/** As Kubernetes itself guesses it (apimachinery, `UnsafeGuessKindToResource`), which holds for all its own kinds but one. */
function plural(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular === 'endpoints') return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
