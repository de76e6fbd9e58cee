/** A name that says that its value is nobody's business: `db_password`, `api_token`, `ssh_key_passphrase`. */
export const isSecretName = (name: string): boolean => /pass|secret|token|key|credential/i.test(name);

/** A name whose very value must be secret: `ssh_key_type` is a secret's name by the rule above, and its value is none. */
export const namesSecret = (name: string): boolean =>
  /(?:pass|passwd|pwd|password|passphrase|secret|token|key|credential)s?$/i.test(name);
