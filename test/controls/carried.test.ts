import test from 'ava';

import { shippedCatalogue } from '../../src/app/shipped-catalogue.ts';
import { isSameSubject } from '../../src/controls/answers.ts';
import { partWords } from '../../src/controls/check-words.ts';
import { type PartialCheck, partsOf } from '../../src/domain/control.ts';
import type { Subject } from '../../src/domain/module.ts';
import { ownTexts } from '../../src/own-texts.ts';
import { carriedSubjects } from '../support/carried-subjects.ts';

const read = shippedCatalogue({ own: ownTexts });
if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
const { controls } = read.value;

/** What an assessment looks at, and what the playbooks that change hosts carry. */
const looked = carriedSubjects('playbooks/assess.yaml', ownTexts.shipped);
const changing = ['hardening', 'cis', 'stig', 'reapply', 'guard', 'encryption'].flatMap((name) =>
  carriedSubjects(`playbooks/${name}.yaml`, ownTexts.shipped),
);

const subjectOf = (part: PartialCheck): Subject => (part.kind === 'task' ? { kind: 'task' } : part);

test('every automated control is carried by what an assessment looks at, with a subject for each part of its check', (t) => {
  const missing = [...controls.values()].flatMap(({ id, check }) => {
    const here = looked.filter(({ control }) => control === id);
    return partsOf(check)
      .filter((part) => !here.some(({ subject }) => isSameSubject(subject, subjectOf(part))))
      .map((part) => `${id}: ${partWords(part)}`);
  });
  t.deepEqual(missing, []);
});

test('every control for a person has a task that collects what can be seen, or says that nothing can', (t) => {
  const ids = new Set(looked.map(({ control }) => control));
  const bare = [...controls.values()].filter(({ id, unchecked }) => unchecked?.kind === 'manual' && !ids.has(id));
  t.deepEqual(
    bare.map(({ id }) => id),
    [],
  );
});

test('what carries a control answers a part of its check: nothing is carried in vain, and nothing that is gone', (t) => {
  const vain = [...looked, ...changing].filter(({ control, subject }) => {
    const found = controls.get(control);
    if (found === undefined || found.unchecked?.kind === 'gone') return true;
    return (
      subject.kind !== 'task' &&
      found.check !== null &&
      !partsOf(found.check).some((part) => isSameSubject(subject, subjectOf(part)))
    );
  });
  t.deepEqual(
    vain.map(({ control, subject, where }) => `${where}: ${control} ${JSON.stringify(subject)}`),
    [],
  );
});
