/** All that a module of somebody else's may use; also what `import … from 'bulwark'` gives a file that Bulwark loads. */
import {
  absolutePath,
  anyText,
  flag,
  oneOrMore,
  ownership,
  seconds,
  textOrSecret,
  word,
  writtenFile,
} from '../params.ts';

export { z } from 'zod';

export { BadAnswer } from '../../domain/module.ts';
export {
  anyResource,
  groupResource,
  pathResource,
  sysctlResource,
  unitResource,
  userResource,
} from '../../domain/resource.ts';
export { Secret } from '../../domain/secret.ts';
export { joinCommands, sh } from '../../shell/sh.ts';
export { defineModule } from './define-module.ts';
export { askFile, planFile } from './whole-file.ts';

/** Kinds of parameters with our meanings and messages. */
export const param = {
  word,
  anyText,
  absolutePath,
  flag,
  seconds,
  textOrSecret,
  oneOrMore,
  /** `owner`, `group`, `mode`: spread them into the object. */
  ownership,
  /** What every module that writes a file takes: spread it into the object. */
  writtenFile,
} as const;
