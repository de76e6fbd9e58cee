import type { OwnTexts } from './app/ports.ts';
import { completionScript } from './cli/completion-script.ts';
import { commandLineTopics } from './cli/topics.ts';
import { packageFiles } from './store/package-files.ts';

/** What Bulwark itself brings along; shared by the composition roots. */
export const ownTexts: OwnTexts = {
  topics: commandLineTopics(),
  shipped: packageFiles(),
  completion: completionScript,
};
