/** Cases that differ on purpose, and why (docs/coming-from-ansible.md). */
export const deviating: ReadonlyMap<string, string> = new Map([]);

/** Cases that are to pass and do not yet. */
export const pending: ReadonlySet<string> = new Set([]);
