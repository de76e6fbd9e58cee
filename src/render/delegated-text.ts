import type { TaskFinished } from '../domain/event.ts';

/** ` -> cp-1`, where another machine did the work; as Ansible shows it. */
export const delegatedText = ({ delegatedTo }: Pick<TaskFinished, 'delegatedTo'>): string =>
  delegatedTo === null ? '' : ` -> ${delegatedTo}`;
