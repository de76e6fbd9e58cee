import { fileURLToPath } from 'node:url';

import type { OwnTexts } from './app/ports.ts';
import { completionScript } from './cli/completion-script.ts';
import { commandLineTopics } from './cli/topics.ts';

/** What Bulwark itself brings along; shared by the two composition roots. */
export const ownTexts: OwnTexts = {
  topics: commandLineTopics(),
  folder: fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, ''),
  completion: completionScript,
};
