/** A name whose very value must be secret, and is masked wherever it would be shown: `ssh_key`, but not `ssh_key_type`. */
export const namesSecret = (name: string): boolean =>
  /(?:pass|passwd|pwd|password|passphrase|secret|token|key|credential)s?$/i.test(name);

/** A name whose value may be secret: what was typed for it is neither kept nor shown again. */
export const isSecretName = (name: string): boolean => namesSecret(name) || MAY_BE_SECRET.test(name);

const MAY_BE_SECRET =
  /passw|passphrase|secret|token|credential|(?:api|access|private|encryption|signing)_?key|(?:^|_)(?:pass|pwd|pin)(?:$|_)/i;
