import type { SecretKeeper } from '../../src/domain/secret-keeper.ts';

/** Keeps nothing and masks nothing: where there are no secrets. */
export const noKeeper: SecretKeeper = {
  add: () => {},
  mask: (text) => text,
  maskEvent: (event) => event,
  holds: () => false,
};
