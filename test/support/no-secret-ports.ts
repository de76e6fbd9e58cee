import { noSecretFiles } from '../../src/app/no-secret-files.ts';
import type { AppPorts } from '../../src/app/ports.ts';
import { noKeeper } from './no-keeper.ts';

const unwanted = (): never => {
  throw new Error('this test has nothing encrypted');
};

/** For tests without passwords and without anything encrypted. */
export const noSecretPorts: Pick<AppPorts, 'secrets' | 'readPrivate' | 'ciphers' | 'runProgram' | 'secretFiles'> = {
  secrets: noKeeper,
  readPrivate: () => null,
  ciphers: { openVault: unwanted, openAge: unwanted, sealAge: unwanted },
  runProgram: unwanted,
  secretFiles: noSecretFiles,
};
