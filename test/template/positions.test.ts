import test from 'ava';
import type { SourceRange } from '../../src/domain/diagnostic.ts';
import type { Scope } from '../../src/domain/template.ts';
import type { YamlNode, YamlScalar } from '../../src/domain/yaml-node.ts';
import { parseYaml } from '../../src/source/parse-yaml.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { evaluateExpression, evaluateTemplate, renderText, TemplateError } from '../../src/template/evaluate.ts';
import { parseExpression, parseTemplate, parseTemplateFile } from '../../src/template/parse.ts';
import { valueOf } from './support/template.ts';

const nothing: Scope = { get: (name) => (name === 'n' ? 1 : undefined), has: () => true };

/** The place that an error names, by reading or by evaluating. */
function placeOf(
  work: () => { readonly ok: boolean; readonly diagnostics?: readonly { readonly range?: SourceRange }[] },
): SourceRange | undefined {
  try {
    return work().diagnostics?.[0]?.range;
  } catch (error) {
    if (error instanceof TemplateError) return error.diagnostic.range;
    throw error;
  }
}

function scalars(node: YamlNode | null): readonly YamlScalar[] {
  if (node === null) return [];
  if (node.kind === 'scalar') return [node];
  return node.kind === 'list' ? node.items.flatMap(scalars) : node.entries.flatMap(({ value }) => scalars(value));
}

function textAt(file: string, range: SourceRange | undefined): string {
  if (range === undefined) return 'no place';
  const lines = file.split('\n');
  const { start, end } = range;
  const line = [...(lines[start.line - 1] ?? '')];
  return line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined).join('');
}

/** `file` is a playbook's text whose last scalar is a template with one mistake; `found` stands at the place that is told. */
const points = test.macro({
  exec(t, file: string, found: string, line: number) {
    const scalar = scalars(valueOf(parseYaml('site.yaml', file))).at(-1);
    const text = typeof scalar?.value === 'string' ? scalar.value : '';
    const range = placeOf(() => {
      const parsed = parseTemplate(
        text,
        (offset, length) =>
          scalar?.locate(offset, length) ?? { file: '', start: { line: 0, column: 0 }, end: { line: 0, column: 0 } },
      );
      if (parsed.ok) evaluateTemplate(parsed.value, nothing);
      return parsed;
    });
    t.is(range?.file, 'site.yaml');
    t.is(textAt(file, range), found);
    t.is(range?.start.line, line);
  },
  title: (_title, file: string) => `the place of the mistake in ${JSON.stringify(file)}`,
});

test(points, 'msg: "{{ nope }}"', 'nope', 1);
test(points, "msg: '{{ nope }}'", 'nope', 1);
test(points, "msg: 'it''s {{ nope }}'", 'nope', 1);
test(points, 'msg: a {{ n + nope }} b', 'nope', 1);
test(points, 'msg: a {{ n | uper }} b', 'uper', 1);
test(points, 'msg: "a\\tb\\u00e9\\"{{ nope }}"', 'nope', 1);
test(points, 'msg: "\\x41{{ n | replace(\\"a\\", nope) }}"', 'replace(\\"a\\", nope)', 1);
test(points, 'é😀: "é😀{{ nope }}"', 'nope', 1);
test(points, 'msg: |\n  one\n  two {{ nope }}\n', 'nope', 3);
test(points, 'msg: |\n  {% if n %}\n    {{ nope }}\n  {% endif %}\n', 'nope', 3);
test(points, 'msg: |-\n    one\n\n      {{ nope }}\n', 'nope', 4);
test(points, 'msg: |2\n    {{ nope }}\n', 'nope', 2);
test(points, 'msg: >\n  one\n  two\n  {{ nope }}\n', 'nope', 4);
test(points, 'msg: >-\n  one\n\n  two {{ n | uper }}\n', 'uper', 4);
test(points, 'msg: "one\n  two {{ nope }}"', 'nope', 2);
test(points, "msg: 'one\n\n  two {{ nope }}'", 'nope', 3);
test(points, 'msg: one\n  two {{ nope }}\n', 'nope', 2);
test(points, 'copy: { dest: /x, content: "{{ nope }}" }', 'nope', 1);
test(points, "list: [a, 'b {{ n.x.y }}']", 'n.x.y', 1);
test(points, 'a:\n- b:\n  - c: "{{ [1, 2] | first(3) }}"\n', 'first', 3);
test(points, 'msg: "{{ \'a\' * 10 ** 9 }}"', "'a' * 10 ** 9", 1);
test(points, "msg: \"{{ n | regex_replace('(', '') }}\"", "regex_replace('(', '')", 1);
test(points, 'msg: "{% for i in n %}{% endfor %}"', 'n', 1);
test(points, 'msg: "{% include \'x\' %}"', 'include', 1);
test(points, 'msg: "{{ n"', '{{', 1);
test(points, '"msg": "a\\\n  {{ nope }}"', 'nope', 2);

const pointsIntoFile = test.macro({
  exec(t, file: string, found: string, line: number) {
    const source = sourceText('motd.j2', file);
    const range = placeOf(() => {
      const parsed = parseTemplateFile(file, (offset, length = 1) => source.range(offset, offset + length));
      if (parsed.ok) renderText(parsed.value, nothing);
      return parsed;
    });
    t.is(range?.file, 'motd.j2');
    t.is(textAt(file, range), found);
    t.is(range?.start.line, line);
  },
  title: (_title, file: string) => `the place in the template file ${JSON.stringify(file)}`,
});

test(pointsIntoFile, 'a\n{{ nope }}\n', 'nope', 2);
test(pointsIntoFile, '{% for i in [1] %}\n{{ i }} {{ nope }}\n{% endfor %}\n', 'nope', 2);
test(pointsIntoFile, '{# x\ny #}{% set a = nope.b | upper %}\n{{ a }}', 'a', 3);
test(pointsIntoFile, 'é😀 {{ n | uper }}', 'uper', 1);
test(pointsIntoFile, '{% if n %}\n\n{% if n %}{% endif %}\n', '%}', 1);
test(pointsIntoFile, '{% raw %}{{ x }}{% endraw %}\n{{ n.items() }}', 'n.items()', 2);
test(pointsIntoFile, '{% set a, b = [1, 2, 3] %}', 'a, b', 1);

test('a condition points at its operand', (t) => {
  const file = 'when:\n  - n == 1\n  - "n > 0 and nope == 2"\n';
  const scalar = scalars(valueOf(parseYaml('site.yaml', file))).at(-1);
  if (scalar === undefined) return t.fail('there is a condition');
  const range = placeOf(() => {
    const parsed = parseExpression('n > 0 and nope == 2', (offset, length) => scalar.locate(offset, length));
    if (parsed.ok) evaluateExpression(parsed.value, nothing);
    return parsed;
  });
  t.is(textAt(file, range), 'nope');
  t.is(range?.start.line, 3);
});
