/** Why a keyword cannot stand on a task that carries controls, and what to do: summary and hint. */
export function verdictKeyword(key: string): readonly [string, string] {
  const summary = `\`${key}\` cannot stand on a task that carries controls`;
  if (key === 'no_log')
    return [summary, 'it would hide the evidence: keep what is secret in another task, or drop `controls`'];
  if (key === 'delegate_to')
    return [summary, 'another machine would answer for this one: make it a play of that machine'];
  return [summary, 'it would change the verdict: split the task, or drop `controls`'];
}
