import type { SecretFiles } from './ports.ts';

const unwanted = (): never => {
  throw new Error('`secrets` is a command of the command line alone');
};

/** For who has no command `secrets`. */
export const noSecretFiles: SecretFiles = {
  isArmoured: unwanted,
  recipientCount: unwanted,
  recipientOf: unwanted,
  replace: unwanted,
  create: unwanted,
  show: unwanted,
  edit: unwanted,
  ask: unwanted,
};
