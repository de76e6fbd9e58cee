/** A play without tasks: its hosts are what `rollback` works on. */
export const patternPlaybook = (pattern: string | null): string =>
  `- name: hosts\n  hosts: ${JSON.stringify(pattern ?? 'all')}\n  gather_facts: false\n  tasks: []\n`;

/** Asks every host what it is and hands the answer to the controller as the text of a `debug`. */
export const factsPlaybook = (pattern: string | null): string =>
  `- name: facts\n  hosts: ${JSON.stringify(pattern ?? 'all')}\n  gather_facts: false\n  become: true\n  tasks:\n    - setup:\n      register: answer\n    - debug:\n        var: answer.ansible_facts\n`;
