const implicit = 'there is no implicit localhost: a name that no inventory has is an error (docs/decisions/0032)';

/**
 * Where Bulwark differs from ansible-core on purpose, by case and question, with the reason. A line that is no
 * difference any more fails.
 */
export const deviations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fleet: { localhost: implicit, '127.0.0.1': implicit },
};
