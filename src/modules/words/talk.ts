import type { ModuleWords } from './module-words.ts';

/** Modules that ask, say or remember something. */
export const talkWords: Readonly<
  Record<'assert' | 'debug' | 'fail' | 'meta' | 'pause' | 'ping' | 'set_fact' | 'setup', ModuleWords>
> = {
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
  meta: {
    parameters: {
      cmd: 'the word itself: `meta: end_host`. flush_handlers runs what was notified, here and now. end_host ends the play for this host, end_play for all its hosts. clear_host_errors lets failed hosts take part again from the next play on. noop does nothing',
    },
    results: {},
    notes: [
      '`when` holds for all of them but noop. What a host was notified of before end_host or end_play does not run: it stays written down on the host, and the next run does it.',
      'end_play and clear_host_errors are decided by the first host of the batch, for all.',
    ],
  },
  pause: {
    parameters: {
      seconds: 'how long; at least one',
      minutes: 'how long',
      prompt: 'what to ask; without a time it waits for the answer',
      echo: 'whether the answer is shown while it is typed; where not, it is a secret',
    },
    results: {
      user_input: 'what was answered',
      'start, stop, delta': 'when, and the seconds between',
      'stdout, echo': 'how long it was, in words, and the parameter',
    },
    notes: [
      'Done once for all hosts of the batch, and only where a host has something to do. A plan waits for nothing.',
      'A question without a terminal is refused before anything is changed.',
    ],
  },
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
