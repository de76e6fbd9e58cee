import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { kubeFunction } from '../k8s-node/probe.ts';
import { objectsPath, type ObjectsWanted } from './path.ts';

/**
 * Asks page by page, 30 s at most for each. A page is one line, packed, since what a host says is kept up to 2 MiB.
 * The last line says that all was told.
 */
export const objectsQuestion = (wanted: ObjectsWanted): ShellCommand =>
  sh`${kubeFunction}if [ -e /var/snap/k8s/common/lock/worker ]; then echo unasked=worker; exit 0; fi
command -v k8s >/dev/null || command -v kubectl >/dev/null || { echo unasked=kubectl; exit 0; }
${isSecret(wanted) ? secretNames(wanted) : pages(objectsPath(wanted))}`;

export const isSecret = ({ kind, api_version: version }: ObjectsWanted): boolean =>
  kind === 'Secret' && version === 'v1';

/** The token of the next page stands at the beginning of a list, or at its end where the kind is not one of Kubernetes' own. */
const pages = (path: string): ShellCommand => sh`path=${path} more=
pack() { if command -v gzip >/dev/null; then printf packed=; gzip -c | base64; else printf plain=; base64; fi | tr -d '\n'; echo; }
token() { printf %s "$x" | "$1" -c 2000 | tr -d ' \n' | sed -n 's/.*"continue":"\([^"]*\)".*/\1/p'; }
while :; do
  x=$(kube get --raw "$path$more" --request-timeout=30s 2>/dev/null) || {
    printf 'failed=%s\n' "$(kube get --raw "$path$more" --request-timeout=30s 2>&1 >/dev/null | tail -n 1)"; exit 0; }
  printf %s "$x" | pack
  next=$(token head); [ -n "$next" ] || next=$(token tail)
  [ -n "$next" ] || break
  more="&continue=$next"
done
echo end=`;

/** What is in a Secret stays on the host: its place, its name and its type are told. */
const secretNames = ({
  namespace,
  name,
  label_selectors: labels,
  field_selectors: fields,
}: ObjectsWanted): ShellCommand => {
  const where = namespace === undefined ? [sh`-A`] : [sh`-n`, sh`${namespace}`];
  const chosen = [...(name === undefined ? [] : [`metadata.name=${name}`]), ...fields];
  return sh`x=$(kube get secrets ${where} ${labels.length === 0 ? [] : [sh`-l`, sh`${labels.join(',')}`]} ${chosen.length === 0 ? [] : [sh`${`--field-selector=${chosen.join(',')}`}`]} -o jsonpath=${secretPath} --request-timeout=30s 2>/dev/null) || {
  printf 'failed=%s\n' "$(kube get secrets ${where} -o name --request-timeout=30s 2>&1 >/dev/null | tail -n 1)"; exit 0; }
printf '%s\n' "$x" | sed -n 's/./secret=&/p'
echo end=`;
};

const secretPath = '{range .items[*]}{.metadata.namespace}{"\\t"}{.metadata.name}{"\\t"}{.type}{"\\n"}{end}';
