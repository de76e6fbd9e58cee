/** Recorded cases where we differ from Ansible on purpose, with the reason. */
export const deviations: ReadonlyMap<string, string> = new Map([]);
