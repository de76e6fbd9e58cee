import type { AppPorts } from '../../src/app/ports.ts';
import { noKeeper } from '../../src/domain/secret-keeper.ts';

const unwanted = (): never => {
  throw new Error('this test has nothing encrypted');
};

/** For tests without passwords and without anything encrypted. */
export const noSecretPorts: Pick<AppPorts, 'secrets' | 'ciphers' | 'runProgram' | 'secretFiles'> = {
  secrets: noKeeper,
  ciphers: { openVault: unwanted, openAge: unwanted },
  runProgram: unwanted,
  secretFiles: {
    sealAge: unwanted,
    isArmoured: unwanted,
    recipientCount: unwanted,
    recipientOf: unwanted,
    replace: unwanted,
    create: unwanted,
    show: unwanted,
    edit: unwanted,
    ask: unwanted,
  },
};
