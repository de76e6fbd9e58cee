import test from 'ava';
import { compile, compiled, diagnosticsOf, shown } from './compile.ts';

const site = `- hosts: all
  pre_tasks:
    - {name: first, ping: }
  tasks:
    - block:
        - {name: in the block, ping: , notify: handler}
      rescue:
        - {name: in the rescue, ping: }
      always:
        - {name: at the end, ping: }
    - {name: "for {{ who }}", ping: }
  vars: {who: you}
  handlers:
    - {name: handler, ping: }
- hosts: workers
  tasks:
    - {name: "second [play]", ping: }
    - {name: in the block, ping: }
`;

const starts = test.macro<[string, readonly (readonly string[])[]]>({
  title: (_, name) => `--start-at-task "${name}"`,
  exec: (t, name, expect) => {
    const { plan } = compiled(t, { 'site.yaml': site }, { startAt: name });
    t.deepEqual(
      plan.plays.map(({ tasks }) => tasks.filter(({ meta }) => meta === null).map((task) => task.name)),
      expect,
    );
    t.is(plan.plays[0]?.handlers.length, 1);
  },
});
const second = ['second [play]', 'in the block'];
test(starts, 'first', [['first', 'in the block', 'in the rescue', 'at the end', 'for you'], second]);
test(starts, 'in the block', [['in the block', 'in the rescue', 'at the end', 'for you'], second]);
test(starts, 'at *', [['at the end', 'for you'], second]);
test(starts, 'for yo?', [['for you'], second]);
test(starts, 'second [play]', [[], second]);
test(starts, 'second [[]play]', [[], second]);
test(starts, '[!a-r]econd*', [[], second]);

test('the parts of a block stay where they are when tasks before or in it are left out', (t) => {
  const { plan } = compiled(t, { 'site.yaml': site }, { startAt: 'in the block' });
  t.deepEqual(plan.plays[0]?.blocks, [{ begin: 0, rescue: 1, always: 2, end: 3, onFailure: 'keep' }]);
});

test('tags choose among the tasks from there on', (t) => {
  const { plan } = compiled(t, { 'site.yaml': site }, { startAt: 'second [play]', skipTags: ['untagged'] });
  t.deepEqual(
    plan.plays.map(({ tasks }) => tasks.length),
    [0, 0],
  );
});

test('a name that no task has is an error with the nearest one', (t) => {
  const [error] = diagnosticsOf(compile({ 'site.yaml': site }, { startAt: 'in teh block' }));
  t.is(error && shown(error), '- unknown-task no task is called `in teh block` (--start-at-task)');
  t.is(error?.hint, 'did you mean `in the block`?');
});
