import type { PartialCheck } from '../domain/control.ts';
import { argsFolder } from '../domain/k8s-snap.ts';

/** What root types on the host to see what a part of a check looks at; none for what only a task can judge. */
export function byHand(part: PartialCheck): readonly string[] {
  switch (part.kind) {
    case 'arg':
      return argCommands(part.service, part.flag);
    case 'file-mode':
      return [fileCommand(part.path, '-type f ')];
    case 'file-owner':
      return [fileCommand(part.path, '')];
    case 'sysctl':
      return [
        `sysctl ${part.key}`,
        `grep -rs '^ *${part.key}' /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d`,
      ];
    case 'task':
      return [];
  }
}

/** The file, and the process that was started from it: they may differ. */
const argCommands = (service: string, flag: string): readonly string[] => [
  `grep -n -e '--${flag}' ${argsFolder}/${service}`,
  `tr '\\0' '\\n' < /proc/$(systemctl show -P MainPID snap.k8s.${service})/cmdline | grep -e '--${flag}'`,
];

/** `/**` at the end is the folder and all below it; a mode is that of files, with `/` at the end that of folders. */
function fileCommand(path: string, files: string): string {
  const [, folder = path, rest = ''] = /^([^*]*)\/([^/]*\*.*)$/.exec(path) ?? [];
  if (rest === '') return `stat -c '%a %U:%G %n' ${path}`;
  const depth = rest.startsWith('**') ? '' : '-mindepth 1 -maxdepth 1 ';
  const type = rest.endsWith('/') ? '-type d ' : files;
  const name = /[^/]*$/.exec(rest)?.[0] ?? '';
  const names = /^\**$/.test(name) ? '' : `-name '${name}' `;
  return `find ${folder} ${depth}${type}${names}-printf '%m %u:%g %p\\n'`;
}
