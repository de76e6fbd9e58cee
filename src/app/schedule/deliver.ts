import { messageOf } from '../../domain/thrown.ts';
import type { ScheduleJob } from '../../domain/schedule.ts';
import type { AppPorts } from '../ports.ts';
import { systemEnvironment } from './environment.ts';
import { mailText } from './mail-text.ts';

export interface Delivery {
  readonly job: ScheduleJob;
  /** What was printed; '' for nothing to tell. */
  readonly report: string;
  readonly exit: number;
  readonly isFine: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Tells a run wherever it is to be told; gives what did not arrive, a channel each. */
export async function deliver(delivery: Delivery, ports: AppPorts): Promise<readonly string[]> {
  const { job, report } = delivery;
  const { mail, webhook, file } = job.channels;
  const sent: (string | null)[] = [];
  const note = (channel: string, problem: string | null): void =>
    void sent.push(problem === null ? null : `${channel}: ${problem}`);
  if (report !== '') {
    if (file !== null) note('report file', writeReport(file, delivery, ports));
    if (webhook !== null) note('webhook', await ports.schedules.call(webhook, hookBody(delivery, ports)));
    const mailed = mail === null ? 'none' : await sendMail(mail, delivery, ports);
    if (mail !== null) note('mail', mailed);
    // cron mails what is printed: one mail is enough.
    if (job.timer !== 'cron' || mailed !== null) ports.print(report.trimEnd().split('\n'));
  }
  if (job.channels.ping !== null)
    note('ping', await ports.schedules.call(pingAddress(job.channels.ping, delivery.isFine)));
  const undelivered = sent.filter((problem) => problem !== null);
  for (const problem of undelivered)
    ports.desk.tell({ kind: 'lines', lines: [`warning  schedule ${job.name}: ${problem}`] });
  return undelivered;
}

/** The address itself for a run that went well, and `fail` below it for one that did not, as healthchecks.io has it. */
export function pingAddress(address: string, isFine: boolean): string {
  if (isFine) return address;
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/fail`;
  return url.href;
}

/** `text` is what Slack, Mattermost, Teams and their like show. */
const hookBody = ({ job, report, exit, at }: Delivery, { schedules, secrets }: AppPorts): object => ({
  text: secrets.mask(report),
  schedule: job.name,
  exit,
  from: schedules.who,
  at: new Date(at).toISOString(),
});

function writeReport(
  path: string,
  { job, report, exit, at }: Delivery,
  { schedules, secrets }: AppPorts,
): string | null {
  const head = `--- schedule ${job.name}, ${new Date(at).toISOString()}, exit ${exit}\n`;
  try {
    schedules.files.append(path, `${head}${secrets.mask(report)}\n`);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Where it is on most systems; cron's PATH has neither folder. */
const mailers = ['/usr/sbin/sendmail', '/usr/lib/sendmail', '/usr/bin/sendmail'];

async function sendMail(
  address: string,
  delivery: Delivery,
  { schedules, env, secrets, files }: AppPorts,
): Promise<string | null> {
  const mailer = mailers.find((path) => files.isFile(path));
  if (mailer === undefined) return `there is no ${mailers[0] ?? ''}`;
  const { code, stderr, problem } = await schedules.start({
    argv: [mailer, '-oi', '--', address],
    env: systemEnvironment(env, schedules.uid),
    folder: '/',
    input: mailText(address, { ...delivery, report: secrets.mask(delivery.report) }),
  });
  return code === 0 ? null : (problem ?? `${mailer} ended with exit ${code ?? '?'} ${stderr.trim()}`.trim());
}
