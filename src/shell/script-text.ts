import { identityKey } from '../domain/connection.ts';
import { Secret } from '../domain/secret.ts';
import type { Sending } from '../domain/sending.ts';
import type { FrameCommand } from '../domain/session.ts';
import { type ShellCommand, shownText } from '../domain/shell-command.ts';
import { quote } from './quote.ts';

/**
 * What is sent to a host as one POSIX shell script: every function and command as the host would get it, byte for byte,
 * secrets masked; `holds` knows those that are plain text here, which whoever shows the script masks. The frame around them (one subshell a command, the first failure ends it) is what the dispatcher does.
 */
export function scriptText(host: string, sendings: readonly Sending[], holds: (text: string) => boolean): string {
  const known = new Set<string>();
  const blocks = sendings.map((sending, at) =>
    blockOf(sending, `${String(at + 1)} of ${String(sendings.length)}`, known),
  );
  const body = blocks.join('');
  return `${headText(host, sendings.length, sendings.some(isMasked) || holds(body))}${body}`;
}

const headText = (host: string, frames: number, masked: boolean): string => `#!/bin/sh
# What \`bulwark apply\` would send to ${host}, in ${String(frames)} parts. Questions change nothing. By hand: sudo sh FILE
# The lock is taken first, and answers decide what follows: this is the case that all goes well.
${masked ? `# Secrets are shown as ${String(new Secret(''))}: put them in and take this line out to run it.\nexit 1\n` : ''}PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin LC_ALL=C
export PATH LC_ALL
umask 077
cd / || exit
`;

function blockOf(sending: Sending, place: string, known: Set<string>): string {
  const who = identityKey(sending.identity).replace('sudo:', '');
  if (sending.kind === 'put') return `\n# ${place}, as ${who}: content that goes ahead\n${putText(sending)}`;
  const { frame, asks, expected } = sending;
  const what = asks ? 'asks' : 'changes';
  const note = expected
    ? '# depends on what the changes above make of it: the host is asked again before this is sent\n'
    : '';
  const prelude = frame.prelude === undefined ? '' : preludeText(frame.prelude, known);
  return `\n# ${place}, as ${who}: ${what}\n${note}${prelude}_o=1\n${frame.commands.map(commandText).join('')}`;
}

/** Functions that stand above are not repeated. */
function preludeText(prelude: ShellCommand, known: Set<string>): string {
  const text = shownText(prelude);
  if (known.has(text)) return '# (the same functions as above)\n';
  known.add(text);
  return text.endsWith('\n') ? text : `${text}\n`;
}

const commandText = ({ command, onlyIf }: FrameCommand): string =>
  onlyIf === 'ok-so-far'
    ? `[ $_o = 1 ] && (\n${shownText(command)}\n) </dev/null || _o=0\n`
    : `(\n${shownText(command)}\n) </dev/null\n`;

const putText = ({ path, content, secret }: Extract<Sending, { kind: 'put' }>): string =>
  secret
    ? `printf %s ${String(new Secret(''))} > ${quote(path)}\n`
    : `base64 -d > ${quote(path)} <<'BULWARK_CONTENT'\n${base64Lines(content)}BULWARK_CONTENT\n`;

const base64Lines = (content: Buffer): string => content.toString('base64').replaceAll(/.{1,76}/g, '$&\n');

const isMasked = (sending: Sending): boolean =>
  sending.kind === 'put'
    ? sending.secret
    : [sending.frame.prelude, ...sending.frame.commands.map(({ command }) => command)].some(
        (command) => command?.parts.some((part) => part instanceof Secret) === true,
      );
