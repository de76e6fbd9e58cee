type Environment = Readonly<Record<string, string | undefined>>;

/** A variable of the environment that is for us alone. */
export const isPasswordVariable = (name: string): boolean => /^BULWARK_\w*PASSWORD$/.test(name);

/** What programs that we start get: ssh hands its environment on to every ProxyCommand. */
export const withoutPasswords = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !isPasswordVariable(name)));
