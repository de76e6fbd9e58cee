import type { ArgTest, PartialCheck } from '../domain/control.ts';

/** `kube-apiserver --audit-log-maxage at least 30`. */
export const partWords = (part: PartialCheck): string =>
  part.kind === 'task' ? part.wanted : `${subjectWords(part)} ${wantedWords(part)}`;

/** What is wanted of the subject: `at least 30`. */
export function wantedWords(part: PartialCheck): string {
  switch (part.kind) {
    case 'arg':
      return `${testWords(part.test)}${part.unset === 'passes' && part.test.op !== 'unset' ? ', or unset' : ''}`;
    case 'file-mode':
      return `${part.atMost.toString(8).padStart(4, '0')} or stricter`;
    case 'file-owner':
      return `${part.owner}:${part.group}`;
    case 'sysctl':
      return part.value;
    case 'task':
      return part.wanted;
  }
}

function subjectWords(part: Exclude<PartialCheck, { kind: 'task' }>): string {
  switch (part.kind) {
    case 'arg':
      return `${part.service} --${part.flag}`;
    case 'file-mode':
      return part.path;
    case 'file-owner':
      return `${part.path} owned by`;
    case 'sysctl':
      return `sysctl ${part.key}`;
  }
}

function testWords(test: ArgTest): string {
  switch (test.op) {
    case 'equals':
      return test.value;
    case 'differs':
      return `not ${test.value}`;
    case 'contains':
      return `with ${test.value}`;
    case 'lacks':
      return `without ${test.value}`;
    case 'set':
    case 'unset':
      return test.op;
    case 'file':
      return 'a file';
    case 'one-of':
      return test.values.length === 1 ? test.values.join() : `one of ${test.values.join(', ')}`;
    case 'contains-all':
      return `with ${test.values.join(', ')}`;
    case 'subset-of':
      return `nothing but ${test.values.join(', ')}`;
    case 'prefix-one-of':
      return `beginning with ${test.values.join(' or ')}`;
    case 'map-lacks':
      return `without ${test.key}=${test.value}`;
    default:
      return boundWords(test);
  }
}

function boundWords({ op, value, zero }: Extract<ArgTest, { zero: unknown }>): string {
  const words = `${{ 'at-least': 'at least', 'at-most': 'at most', 'more-than': 'more than' }[op]} ${value}`;
  return zero === 'unlimited' && op !== 'at-most' ? `${words}, or 0 (no limit)` : words;
}
