import test from 'ava';

import type { Assessment } from '../../../src/domain/assessment.ts';
import { cklFormat } from '../../../src/report/assessment/ckl.ts';
import { cklbFormat } from '../../../src/report/assessment/cklb.ts';
import { type AssessmentFormat, fileText } from '../../../src/report/assessment/format.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { textOf } from './files-of.ts';
import { imported } from './stig-manager.ts';

const formats = [
  { format: cklFormat, kind: 'reviewsFromCkl' },
  { format: cklbFormat, kind: 'reviewsFromCklb' },
] as const;

function merged(format: AssessmentFormat, text: string, assessment: Assessment = sampleAssessment): string {
  const done = format.merge?.(assessment, { file: 'old', text });
  if (done?.ok !== true) throw new Error(JSON.stringify(done));
  const [file] = done.value;
  return file === undefined ? '' : fileText(file);
}

/** Of one vulnerability in either form. */
function review(format: AssessmentFormat, text: string, id: string) {
  const kind = format.name === 'ckl' ? 'reviewsFromCkl' : 'reviewsFromCklb';
  const [checklist] = imported(kind, text).checklists;
  const found = checklist?.reviews.find(({ ruleId }) => ruleId.includes(id.slice(2)));
  return { result: found?.result, detail: found?.detail, comment: found?.comment };
}

/** A person edits one vulnerability, as STIG Viewer would write it. */
function edited(
  { name }: AssessmentFormat,
  text: string,
  id: string,
  { status, details, comment }: { status?: string; details?: (was: string) => string; comment?: string },
): string {
  if (name === 'cklb') {
    const read = JSON.parse(text);
    for (const rule of read.stigs[0].rules) {
      if (rule.group_id !== id) continue;
      if (status !== undefined) rule.status = lower[status];
      if (details !== undefined) rule.finding_details = details(rule.finding_details);
      if (comment !== undefined) rule.comments = comment;
    }
    return JSON.stringify(read);
  }
  return text.replace(new RegExp(`<VULN>(?:(?!</VULN>)[^])*?>${id}<[^]*?</VULN>`), (vulnerability) =>
    vulnerability
      .replace(/<STATUS>(.*?)<\/STATUS>/, (_, was: string) => `<STATUS>${status ?? was}</STATUS>`)
      .replace(
        /<FINDING_DETAILS>([^]*?)<\/FINDING_DETAILS>/,
        (_, was: string) => `<FINDING_DETAILS>${details?.(was) ?? was}</FINDING_DETAILS>`,
      )
      .replace('<COMMENTS/>', () => `<COMMENTS>${comment ?? ''}</COMMENTS>`),
  );
}

const lower: Readonly<Record<string, string>> = {
  Open: 'open',
  NotAFinding: 'not_a_finding',
  Not_Applicable: 'not_applicable',
  Not_Reviewed: 'not_reviewed',
};

/** The STIG's V-242387 as a control that only a person can judge, on all hosts. */
const asManual = (status: 'manual' | 'attested' | 'unknown'): Assessment => ({
  ...sampleAssessment,
  controls: sampleAssessment.controls.map((control) =>
    control.id === 'V-242387'
      ? {
          ...control,
          status,
          results: control.results.map((result) => ({ ...result, status, evidence: [] })),
        }
      : control,
  ),
});

for (const { format, kind } of formats) {
  const fresh = textOf(format, 'worker-1');

  test(`${format.name}: merged into itself nothing changes`, (t) => {
    t.is(merged(format, fresh), fresh);
  });

  test(`${format.name}: comments and what a person wrote around our part stay, and our part is new`, (t) => {
    const old = edited(format, fresh, 'V-242434', {
      details: (was) => `Called the vendor.\n\n${was.replaceAll('1122-a7', '1101-b1')}\n\nTicket 12.`,
      comment: 'On the list for March.',
    });
    const now = review(format, merged(format, old), 'V-242434');
    t.is(now.result, 'fail');
    t.is(now.comment, 'On the list for March.');
    t.regex(now.detail ?? '', /^Called the vendor\.\n\n\[bulwark: run 1122-a7 [^]*\[bulwark: end\]\n\nTicket 12\.$/);
    t.notRegex(now.detail ?? '', /1101-b1/);
    t.is(merged(format, merged(format, old)), merged(format, old));
  });

  test(`${format.name}: a person's details without our part stay behind it`, (t) => {
    const old = edited(format, fresh, 'V-242434', { details: () => 'Looked at by hand in May.' });
    t.regex(
      review(format, merged(format, old), 'V-242434').detail ?? '',
      /^\[bulwark: run [^]*\[bulwark: end\]\n\nLooked at by hand in May\.$/,
    );
  });

  test(`${format.name}: our part that lost its end mark is taken for a person's`, (t) => {
    const old = edited(format, fresh, 'V-242434', { details: (was) => was.replace('[bulwark: end]', 'and so on') });
    t.regex(
      review(format, merged(format, old), 'V-242434').detail ?? '',
      /\[bulwark: end\]\n\n\[bulwark: run [^]*and so on$/,
    );
  });

  test(`${format.name}: where only a person can judge, the person's status stays`, (t) => {
    const old = edited(format, textOf(format, 'worker-1', asManual('manual')), 'V-242387', { status: 'NotAFinding' });
    t.is(review(format, merged(format, old, asManual('manual')), 'V-242387').result, 'pass');
  });

  test(`${format.name}: our own earlier status is no person's: an attestation that ended does not pass on`, (t) => {
    const old = textOf(format, 'worker-1', asManual('attested'));
    t.is(review(format, old, 'V-242387').result, 'pass');
    t.is(review(format, merged(format, old, asManual('manual')), 'V-242387').result, 'notchecked');
  });

  test(`${format.name}: what could not be seen now does not keep an earlier pass`, (t) => {
    t.is(review(format, merged(format, fresh, asManual('unknown')), 'V-242387').result, 'notchecked');
  });

  test(`${format.name}: where we looked, the look decides, and the person's other word is told`, (t) => {
    const old = edited(format, fresh, 'V-242434', { status: 'NotAFinding' });
    const now = review(format, merged(format, old), 'V-242434');
    t.is(now.result, 'fail');
    t.regex(now.detail ?? '', /A person had set NotAFinding; the assessment 1122-a7 found otherwise\.$/);
  });

  test(`${format.name}: a rule that it lacks is added`, (t) => {
    const without: Assessment = {
      ...sampleAssessment,
      controls: sampleAssessment.controls.filter(({ id }) => id !== 'V-242434'),
    };
    const old = textOf(format, 'worker-1', without);
    t.is(review(format, old, 'V-242434').result, undefined);
    t.is(review(format, merged(format, old), 'V-242434').result, 'fail');
    t.is(imported(kind, merged(format, old)).checklists[0]?.reviews.length, 4);
  });

  test(`${format.name}: a host that was not assessed is refused, with a near name`, (t) => {
    const old = fresh.replace(/([">])worker-1(?=["<])/, '$1worker-11');
    const done = format.merge?.(sampleAssessment, { file: 'old', text: old });
    t.like(done, {
      ok: false,
      diagnostics: [
        {
          code: 'checklist-host',
          summary: 'the checklist is of worker-11, which was not assessed',
          range: { file: 'old' },
        },
      ],
    });
  });

  test(`${format.name}: another STIG's checklist is refused`, (t) => {
    const done = format.merge?.(sampleAssessment, {
      file: 'old',
      text: fresh.replace('Kubernetes_STIG', 'RHEL_9_STIG').replace('Kubernetes_STIG', 'RHEL_9_STIG'),
    });
    t.like(done, { ok: false, diagnostics: [{ code: 'checklist-stig' }] });
  });

  for (const [what, text] of [
    ['cut off', fresh.slice(0, 3000)],
    ['empty', ''],
    ['of another kind', '[1, 2]'],
  ] as const) {
    test(`${format.name}: a checklist that is ${what} is refused, with its place`, (t) => {
      const done = format.merge?.(sampleAssessment, { file: 'old', text });
      t.like(done, { ok: false, diagnostics: [{ code: 'checklist-syntax', range: { file: 'old' } }] });
      if (what === 'cut off' && done?.ok === false)
        t.true(Math.max(done.diagnostics[0].range?.start.line ?? 0, done.diagnostics[0].range?.start.column ?? 0) > 60);
    });
  }
}

/** As STIG Viewer writes it: a comment, CRLF, DISA's texts, another STIG beside it, a rule that we do not know. */
const theirs = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!--DISA STIG Viewer :: 2.17-->',
  '<CHECKLIST>',
  '<ASSET><ROLE>Workstation</ROLE><MARKING>CUI</MARKING><HOST_NAME>WORKER-1</HOST_NAME><TECH_AREA>Other Review</TECH_AREA></ASSET>',
  '<STIGS>',
  '<iSTIG><STIG_INFO><SI_DATA><SID_NAME>stigid</SID_NAME><SID_DATA>CAN_Ubuntu_22-04_LTS_STIG</SID_DATA></SI_DATA></STIG_INFO>',
  '<VULN><STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-242387</ATTRIBUTE_DATA></STIG_DATA><STATUS>Not_Reviewed</STATUS><FINDING_DETAILS/></VULN></iSTIG>',
  '<iSTIG><STIG_INFO><SI_DATA><SID_NAME>stigid</SID_NAME><SID_DATA>Kubernetes_STIG</SID_DATA></SI_DATA></STIG_INFO>',
  '<VULN><STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-242387</ATTRIBUTE_DATA></STIG_DATA>',
  '<STIG_DATA><VULN_ATTRIBUTE>Check_Content</VULN_ATTRIBUTE><ATTRIBUTE_DATA>The text &amp; of DISA\u00a0&lt;b&gt;</ATTRIBUTE_DATA></STIG_DATA>',
  '<STATUS>Not_Reviewed</STATUS><FINDING_DETAILS>a &lt;b&gt; &amp;amp;</FINDING_DETAILS><COMMENTS>mine ]]&gt;</COMMENTS></VULN>',
  '<VULN><STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-999999</ATTRIBUTE_DATA></STIG_DATA><STATUS>Open</STATUS><FINDING_DETAILS>x</FINDING_DETAILS></VULN>',
  '</iSTIG></STIGS></CHECKLIST>',
].join('\r\n');

test('ckl: what is not ours stays byte for byte', (t) => {
  const now = merged(cklFormat, theirs);
  const kept = theirs.split(/<STATUS>Not_Reviewed<\/STATUS><FINDING_DETAILS>a.*?<\/FINDING_DETAILS>/s);
  t.true(now.startsWith(kept[0] ?? ''));
  t.true(now.includes('<FINDING_DETAILS>x</FINDING_DETAILS></VULN>'));
  t.true(now.includes('<COMMENTS>mine ]]&gt;</COMMENTS></VULN>\r\n'));
  t.regex(
    now,
    /<STATUS>NotAFinding<\/STATUS><FINDING_DETAILS>\[bulwark: run [^]*\[bulwark: end\]\n\na &lt;b&gt; &amp;amp;<\/FINDING_DETAILS>/,
  );
  t.is(now.match(/Vuln_Num/g)?.length, 6);
  t.is(merged(cklFormat, now), now);
});
