import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { guideCommands } from '../support/guide.ts';
import type { Answer, Dialogue } from '../support/guide.ts';
import { asUser, makeController, makeUser } from './support/controller.ts';
import { guideDesk, repository, watchedShortly } from './support/guide-desk.ts';
import { addressOf, allHosts, ask, inHost, lab } from './support/lab.ts';

/**
 * The guides, command by command, as somebody new types them: at a terminal of 80 columns, with a home of their own.
 * Shortened: services are watched for 2 s after a restart, k8sd of cp-1 does not look for differences, and `npm pack`
 * and `npm install -g`, which first-hour.test.ts runs, are left out.
 */
const { folder, home, shell, prepare, clear } = guideDesk('guides', 'true');
test.before(prepare);
test.after.always(clear);

const dialogues: Readonly<Record<string, Dialogue>> = {
  'bulwark init': [
    ['> ', '1'],
    ['Control plane to ask: ', `ubuntu@${addressOf('cp-1')}`],
    ['Trust it? [y/N] ', 'y'],
    ['Name of the cluster [prod]: ', ''],
    ['Pin all 4? [y/N/one by one] ', 'y'],
  ],
};
const yes: Readonly<Record<string, Dialogue>> = {
  apply: [['[y/N/d = diff] ', 'y']],
  exec: [['Run? [y/N] ', 'y']],
  rollback: [['[y/N] ', 'y']],
};

async function type(t: ExecutionContext, command: string, exit: number): Promise<void> {
  const begun = Date.now();
  const answer = await typed(command);
  t.log(`${((Date.now() - begun) / 1000).toFixed(1)} s  ${command}`);
  t.is(answer.exit, exit, `${command}\n${answer.output}`);
}

function typed(command: string): Promise<Answer> {
  const [program, verb = ''] = command.split(' ');
  if (program === 'npm') return Promise.resolve({ exit: 0, output: '' }); // see above
  if (program !== 'bulwark') return shell.run(command);
  return shell.onTerminal(command, dialogues[command] ?? yes[verb]);
}

/** What the reader of the laptop's guide meets in the meantime, by the command that follows. */
const meanwhile: Readonly<Record<string, () => Promise<unknown>>> = {
  'bulwark facts': () => shell.run(`sed -i -E '${watchedShortly}' inventory/group_vars/all.yaml`),
  'bulwark drift # exit 3': () => lab('refresh', ...allHosts),
};

test.serial('the laptop guide: every command does what it says', async (t) => {
  for (const { text, exit } of guideCommands(join(repository, 'docs/laptop.md'))) {
    await meanwhile[exit === 0 ? text : `${text} # exit ${exit}`]?.();
    await type(t, text, exit);
  }
});

const bastion = 'worker-2';
/** A login of this new user on the bastion, in her project once it is there. */
const asCarol = (script: string) => asUser(bastion, 'carol', `cd ~/prod 2>/dev/null; ${script}`);

/** What the guide takes for granted: Bulwark, a user with a key, compared fingerprints. */
async function carolsMachine(): Promise<void> {
  await makeController(bastion);
  await makeUser(bastion, 'carol', allHosts, 'playbooks/reapply.yaml');
  await ask(bastion, 'rm -r ~carol/prod; echo "carol ALL=(ALL) NOPASSWD:ALL" >/etc/sudoers.d/carol');
  const keys = allHosts.map(async (host) => {
    const line = await ask(host, 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    return `${host === 'cp-1' ? addressOf(host) : host} ${line.split(' ')[1] ?? ''}`;
  });
  await inHost(
    bastion,
    'cat >~carol/keys.txt; chown carol: ~carol/keys.txt',
    `${(await Promise.all(keys)).join('\n')}\n`,
  );
}

test.serial("the schedule's guide: every command does what it says, for a new user of a bastion", async (t) => {
  const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
  await carolsMachine();
  for (const { text, exit } of guideCommands(join(repository, 'docs/cron.md'))) {
    const command = text.replace('10.20.0.11', addressOf('cp-1')).replace('mkdir prod && cd prod', 'mkdir ~/prod');
    if (text === 'bulwark facts') await asCarol(`sed -i -E '${watchedShortly}' inventory/group_vars/all.yaml`);
    if (text === 'bulwark schedule run repair') await lab('refresh', 'worker-1');
    const { stdout, stderr, exit: ended, took } = await asCarol(command);
    t.log(`${(took / 1000).toFixed(1)} s  ${text}`);
    t.is(ended, exit, `${text}\n${stdout}${stderr}`);
    if (text !== 'bulwark schedule run repair') continue;
    t.is(stdout + stderr, '', 'a refresh that was repaired is not told');
    t.is(await ask('worker-1', `stat -c %a ${unit}`), '600');
  }
  const left = 'ls ~/.config/bulwark/schedules ~/.config/systemd/user; crontab -l; systemctl --user list-timers';
  t.notRegex((await asCarol(left)).stdout, /bulwark-|\.json/);
});

/** `bulwark` commands in the right column of a table, with `\|` as the table needs it. */
const tabled = (page: string): readonly string[] =>
  readFileSync(join(repository, page), 'utf8')
    .split('\n')
    .flatMap((line) => line.split(/(?<!\\)\|/)[2] ?? [])
    .flatMap((cell) =>
      [...cell.matchAll(/`(bulwark [^`]+)`/g)].map(([, command = '']) => command.replaceAll('\\|', '|')),
    );

test.serial('Coming from Ansible: every command of its table works', async (t) => {
  const init = `bulwark init --from kubectl --ask ubuntu@${addressOf('cp-1')} --name prod --yes --accept-new`;
  const made = await shell.run(
    `mkdir -p ${folder}/table && cd ${folder}/table && ${init} && sed -i -E '${watchedShortly}' inventory/group_vars/all.yaml`,
  );
  t.is(made.exit, 0, made.output);
  await shell.run(`mkdir -p ${home}/.config/bulwark && age-keygen -o ${home}/.config/bulwark/age-identity
    echo "age_recipients: [$(age-keygen -y ${home}/.config/bulwark/age-identity)]" >>bulwark.yaml
    echo 'token: x1y2z3x1y2z3' >secret.yaml`);
  const commands = tabled('docs/coming-from-ansible.md');
  t.true(commands.length > 20);
  // Nothing is left to do.
  const exits: Readonly<Record<string, number>> = { 'bulwark apply --resume last': 5 };
  const typed = new Set(
    ['laptop', 'cron'].flatMap((page) => guideCommands(join(repository, `docs/${page}.md`)).map(({ text }) => text)),
  );
  const elsewhere = (command: string): boolean =>
    /^bulwark (?:init|schedule)/.test(command) || (command !== 'bulwark apply' && typed.has(command));
  for (const command of commands.filter((one) => !elsewhere(one))) await type(t, command, exits[command] ?? 0);
});
