/** A play without tasks: its hosts are what `rollback` works on. */
export const patternPlaybook = (pattern: string | null): string =>
  `- name: hosts\n  hosts: ${JSON.stringify(pattern ?? 'all')}\n  gather_facts: false\n  tasks: []\n`;

/** Asks every host what it is and hands the answer to the controller as the text of a `debug`. */
export const factsPlaybook = (pattern: string | null, become: boolean): string =>
  `- name: facts
  hosts: ${JSON.stringify(pattern ?? 'all')}
  gather_facts: false
  become: ${become}
  tasks:
    - setup:
        gather: [os, hw, snap, k8s, cluster]
      register: answer
    - debug:
        var: answer.ansible_facts
`;
