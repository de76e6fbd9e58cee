/** Why a host could not be reached, or was lost. Decisions read `reason`, never the message. */
export type ConnectReason =
  | 'refused'
  | 'no-answer' // connect timeout
  | 'no-route'
  | 'name-resolution'
  | 'host-key' // unknown, changed or revoked
  | 'authentication'
  | 'authentication-timeout'
  | 'become' // sudo: not allowed, wrong password, password wanted
  | 'missing-tool' // the host lacks what the dispatcher needs
  | 'protocol'
  | 'refreshing' // snapd works on the snap k8s for longer than it was waited for
  | 'lost'; // the connection ended in the middle

/** `message` says what was seen, `hint` what the operator can type next. `phase` names the timeout that struck. */
export class ConnectError extends Error {
  readonly reason: ConnectReason;
  readonly host: string;
  readonly hint: string | undefined;
  constructor(about: { reason: ConnectReason; host: string; message: string; hint?: string; cause?: unknown }) {
    super(about.message, { cause: about.cause });
    this.name = 'ConnectError';
    this.reason = about.reason;
    this.host = about.host;
    this.hint = about.hint;
  }
}

/** The host could not write what was put: `message` has its words. */
export class PutError extends Error {
  readonly path: string;
  constructor(path: string, said: string) {
    super(`could not write ${path}: ${said}`);
    this.name = 'PutError';
    this.path = path;
  }
}

/** A text was not signed: `message` has the words of who should have. */
export class SigningError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SigningError';
  }
}

/** The lock file could not be opened, which is not the same as held by somebody. */
export class LockError extends Error {
  constructor(path: string) {
    super(`could not open the lock file ${path} on the host`);
    this.name = 'LockError';
  }
}

export type TaskErrorCode =
  | 'bad-answer' // a probe could not look, or said what cannot be read
  | 'lock-out' // it would end the login that we need, or may and nobody allowed that: found before anything was changed
  | 'refused' // the module will not do it: see message
  | 'command-failed'
  | 'not-converged' // what was changed and asked again is not as wanted
  | 'moved' // somebody else changed it between question and answer, three times
  | 'timeout' // message names which one
  | 'template' // an expression failed on this host
  | 'assertion'
  | 'failed-when'
  | 'until' // it was tried as often as allowed and never was as the task wants it
  | 'gate' // a service did not come back healthy
  | 'journal' // the entry could not be written, so nothing was changed
  | 'lost'
  | 'interrupted';

/** One failure of one task on one host, as the five lines of output.md want it. */
export interface TaskError {
  readonly code: TaskErrorCode;
  readonly message: string;
  readonly wanted?: string;
  readonly seen?: string;
  /** The host's own words, sanitised, at most 3 lines. */
  readonly said?: readonly string[];
  readonly hint?: string;
}
