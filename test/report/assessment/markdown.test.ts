import { marked } from 'marked';
import test from 'ava';

import type { Assessment } from '../../../src/domain/assessment.ts';
import { markdownFormat } from '../../../src/report/assessment/markdown.ts';
import { markdownText } from '../../../src/report/assessment/markdown-text.ts';
import { hostile } from '../../support/hostile-texts.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { oneText } from './files-of.ts';

/** As another reader shows it, with GitHub's tables and links. */
const shown = (text: string): string => marked.parse(text, { async: false, gfm: true });

const tags = (html: string): readonly string[] => [...new Set(html.match(/<\/?[a-z][a-z0-9]*/gi) ?? [])].toSorted();

for (const [name, text] of [
  ...Object.entries(hostile),
  ['link', 'http://example.org/ and www.example.org and a@example.org'],
  ['emphasis', '_a_ *b* __c__ ~~d~~ a_b_c'],
  ['image', '![x](http://example.org/x.png)'],
  ['entity', '&lt;b&gt; &#60;b&#62;'],
] as const) {
  test(`text of others stays text in a line and in a table: ${name}`, (t) => {
    t.deepEqual(tags(shown(`- x ${markdownText(text)} y`)), ['</li', '</ul', '<li', '<ul']);
    const row = shown(`| a | b |\n| --- | --- |\n| ${markdownText(text)} | last |\n`);
    t.is(row.match(/<td>/g)?.length, 2);
    t.regex(row, /<td>last<\/td>/);
  });
}

test('the document has only what it was made of: headings, lists and tables', (t) => {
  t.deepEqual(
    tags(shown(oneText(markdownFormat))).filter((tag) => !tag.startsWith('</')),
    ['<h1', '<h2', '<h3', '<li', '<p', '<strong', '<table', '<tbody', '<td', '<th', '<thead', '<tr', '<ul'],
  );
});

test('what was not seen comes before the verdict', (t) => {
  t.deepEqual(oneText(markdownFormat).split('\n').slice(0, 8), [
    '# Assessment',
    '',
    '**Not fully assessed:**',
    '',
    '- 1 of 3 control planes was not reached: cp-3',
    '- node worker-3 is in the cluster and not in the inventory',
    '',
    '4 of 12 controls fail, from 4 causes.',
  ]);
  const whole: Assessment = { ...sampleAssessment, scope: { ...sampleAssessment.scope, missing: [] } };
  t.notRegex(oneText(markdownFormat, whole), /Not fully assessed/);
});

test('a failing control has its states, its place and its repair', (t) => {
  const [, section = ''] = oneText(markdownFormat).split('### fail, CAT II: audit log kept for 30 days\n');
  t.deepEqual(section.trim().split('\n').slice(0, 5), [
    '- Controls: V-242464, CIS-1.2.19',
    '- Hosts: cp-1',
    '- kube-apiserver --audit-log-maxage: wanted at least 30, file 30, live 7, not as wanted (/var/snap/k8s/common/args/kube-apiserver:12)',
    '- By hand: grep -- --audit-log-maxage /var/snap/k8s/common/args/kube-apiserver',
    '- Repair: bulwark apply playbooks/hardening.yaml -l cp-1',
  ]);
});
