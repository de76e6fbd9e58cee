import type { ModuleWords } from './module-words.ts';

/** Modules that ask, say or remember something. */
export const talkWords: Readonly<Record<'assert' | 'debug' | 'fail' | 'ping' | 'set_fact' | 'setup', ModuleWords>> = {
  assert: {
    parameters: {
      that: 'expressions without braces; each must be true, not only truthy',
      fail_msg: 'what to say when one is not',
      msg: 'the same as fail_msg',
      success_msg: 'what to say when all are',
      quiet: 'say nothing when all are',
      severity:
        'warning: an expression that is false is a risk that was found. The task is ok, the run goes on, and the plan says fail_msg under "Look out": its first line with the hosts, then its other lines. What is undefined or no boolean still fails',
    },
    results: { msg: 'what was said', 'assertion, evaluated_to': 'the expression that is not true, and its value' },
    notes: [],
  },
  debug: {
    parameters: {
      msg: 'what to show',
      var: 'an expression without braces, whose value is shown',
      verbosity: 'show it only with that many -v',
    },
    results: { msg: 'what was shown' },
    notes: ['Give msg or var.'],
  },
  fail: { parameters: { msg: 'why' }, results: { msg: 'why' }, notes: ['Goes with `when`.'] },
  ping: {
    parameters: { data: 'the word to say back' },
    results: { ping: 'the word' },
    notes: ['Proves login, become and the shell; it is no ICMP.'],
  },
  set_fact: {
    parameters: { ANY_NAME: 'the value of the variable of that name', cacheable: 'accepted, no effect' },
    results: { ansible_facts: 'what was set' },
    notes: ['Beats variables of inventory, play and task; only -e is stronger. Nothing outlives the run.'],
  },
  setup: {
    parameters: { gather: 'what to ask for: cluster, sysctl and users only where they are named' },
    results: { ansible_facts: 'what the host is: `bulwark facts HOST -v` lists it' },
    notes: ['Facts are only gathered where this module stands: there is no gathering before a play.'],
  },
};
