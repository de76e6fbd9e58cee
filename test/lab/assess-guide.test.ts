import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { z } from 'zod';

import { openBrowser } from '../support/browser.ts';
import { guideCommands } from '../support/guide.ts';
import type { Answer, Dialogue } from '../support/guide.ts';
import { guideDesk, repository, watchedShortly } from './support/guide-desk.ts';
import { addressOf, lab } from './support/lab.ts';

/**
 * What an administrator does with docs/assess.md, docs/waivers.md and docs/evidence.md, command by command, in a project
 * of her own at a terminal of 80 columns: see what is wrong, read why, repair it, see it right, waive the rest, hand over
 * the evidence. Shortened: services are watched for 2 s after a restart, and k8sd of cp-1 does not look for differences.
 */
const { folder, shell, prepare, clear } = guideDesk('assess-guide', 'bin/fill-in');
const project = join(folder, 'prod');

test.before(async () => {
  await prepare();
  // What a person does in the editor: each entry is kept, and says who carries it.
  const fill = ['owner:$/owner: ops@example.org', 'approved_by:$/approved_by: SEC-812', 'reason:$/reason: spring.'];
  writeFileSync(
    join(folder, 'bin/fill-in'),
    `#!/bin/sh\nsed -i ${fill.map((one) => `-e 's/${one}/'`).join(' ')} "$1"\n`,
    { mode: 0o755 },
  );
  const init = `bulwark init --from kubectl --ask ubuntu@${addressOf('cp-1')} --name prod --yes --accept-new`;
  const quick = `sed -i -E '${watchedShortly}' inventory/group_vars/all.yaml`;
  const made = await shell.run(`mkdir prod && cd prod && ${init} && ${quick}`);
  if (made.exit !== 0) throw new Error(made.output);
});
test.after.always(clear);

const dialogues: Readonly<Record<string, Dialogue>> = {
  apply: [['[y/N/d = diff] ', 'y']],
  waivers: [
    ['asked about it? ', 'ops@example.org'],
    ['(a name, a ticket)? ', 'SEC-812'],
    ['Why? ', 'The disks are replaced in spring.'],
  ],
};

/** Types the commands of a page in their order; each has to end as the page says, and what they said is handed on. */
async function follow(
  t: ExecutionContext,
  page: string,
  after: Readonly<Record<string, (answer: Answer) => Promise<void> | void>>,
): Promise<void> {
  const left = new Set(Object.keys(after));
  for (const { text, exit } of guideCommands(join(repository, page))) {
    const begun = Date.now();
    const [program, verb = ''] = text.split(' ');
    const asked = verb === 'waivers' && !text.includes(' add ') ? [] : dialogues[verb];
    const answer = program === 'bulwark' ? await shell.onTerminal(text, asked) : await shell.run(text);
    t.log(`${((Date.now() - begun) / 1000).toFixed(1)} s  exit ${answer.exit}  ${text}`);
    t.is(answer.exit, exit, `${text}\n${answer.output}`);
    await after[text]?.(answer);
    left.delete(text);
  }
  t.deepEqual([...left], [], 'commands that the page no longer has');
}

const inBrowser = async (look: (page: Page) => Promise<void>): Promise<void> => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(join(project, 'report.html')).href);
    await look(page);
  } finally {
    await browser.close();
  }
};

const saved = z.object({ controls: z.array(z.object({ id: z.string(), status: z.string() })) });

/** How many controls fail, by the first line of an assessment. */
const failing = ({ output }: Answer): number => Number(/prod: (\d+) of \d+ controls fail/.exec(output)?.[1] ?? 0);

test.serial('docs/assess.md: what is wrong is seen, read on the page, repaired, and seen right', async (t) => {
  let before = 0;
  let assessed = 0;
  await follow(t, 'docs/assess.md', {
    'bulwark assess -o report.html -o before.json': async (answer) => {
      before = failing(answer);
      t.true(before > 30, answer.output);
      t.regex(answer.output, /^Wrote {3}report\.html$/m);
      t.regex(answer.output, /^Repair {2}bulwark plan cis\.yaml {2,}what/m);
      await inBrowser(async (page) => {
        t.regex(await page.title(), new RegExp(`^prod: ${before} of \\d+ controls fail`));
        const cause = page.locator('.cause', { hasText: 'V-242434' }).first();
        t.regex(await cause.innerText(), /kubelet refuses wrong kernel settings/);
        t.regex(await cause.innerText(), /--protect-kernel-defaults[^]*true\s+unset/, 'wanted, and seen');
        t.regex(await cause.innerText(), /repair[^]*sysctl\.d/);
      });
    },
    'bulwark explain V-242434': ({ output }) => void t.regex(output, /^ {2}why .*^By hand, as root:/ms),
    'bulwark apply stig.yaml': ({ output }) => void t.regex(output, /Run \S+ changed/),
    'bulwark assess -o report.html': async (answer) => {
      assessed += 1;
      t.true(failing(answer) < before / 2, answer.output);
      t.regex(answer.output, /^Since {3}\S+ \(.*\): \d+ findings of \d+ controls settled, 0 new$/m);
      t.notRegex(answer.output, /V-242434/);
      await inBrowser(async (page) => {
        t.is(await page.locator('.cause', { hasText: 'V-242434' }).count(), 0);
        t.true((await page.locator('.cause', { hasText: 'V-274882' }).count()) > 0, 'what is left is there');
      });
    },
  });
  t.is(assessed, 1);
  const { controls } = saved.parse(JSON.parse(readFileSync(join(project, 'prod.json'), 'utf8')));
  t.is(controls.find(({ id }) => id === 'V-242434')?.status, 'pass');
});

test.serial('docs/waivers.md: what is left is accepted by somebody, and the assessment ends well', async (t) => {
  await follow(t, 'docs/waivers.md', {
    'bulwark waivers init': async ({ output }) => {
      t.regex(output, /^wrote {2}waivers\.yaml/m);
      const refused = await shell.run('bulwark assess');
      t.is(refused.exit, 5, 'until somebody filled it in');
      t.regex(refused.output, /a waiver needs `owner`, `approved_by` and `reason`/);
    },
    'bulwark waivers list': ({ output }) => {
      t.regex(output, /^used .*V-242393/m);
      t.regex(output, /^unused .*CIS-1\.2\.19 {2}cp-1/m);
    },
    'bulwark assess': ({ output }) => {
      t.regex(output, /none of \d+ controls fails/);
      t.regex(output, /^waived/m);
    },
  });
});

test.serial('docs/evidence.md: the archive is verified with tar, sha256sum and ssh-keygen alone', async (t) => {
  // The findings of the day before are back.
  rmSync(join(project, 'waivers.yaml'));
  await follow(t, 'docs/evidence.md', {
    'sha256sum --check --strict SHA256SUMS': ({ output }) => {
      t.regex(output, /\.html: OK/);
      t.notRegex(output, /FAILED/);
    },
  });
  const verify = guideCommands(join(repository, 'docs/evidence.md')).at(-1)?.text ?? '';
  t.regex(verify, /^ssh-keygen -Y verify/);
  const changed = await shell.run(`echo >>SHA256SUMS; ${verify}`);
  t.not(changed.exit, 0, 'a list that was changed is not what was signed');
});

test.serial('a host that is away is said first, and is no pass', async (t) => {
  await lab('stop', 'worker-2');
  try {
    await shell.run(`cd ${project}`);
    const { exit, output } = await shell.onTerminal('bulwark assess --connect-timeout 5s');
    t.is(exit, 4);
    t.regex(output, /prod: NOT FULLY ASSESSED\./);
  } finally {
    await lab('start', 'worker-2');
  }
});
