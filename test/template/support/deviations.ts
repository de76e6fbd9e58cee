/** Recorded cases where we differ from Ansible on purpose, by the reason. */
const byReason: Readonly<Record<string, readonly string[]>> = {
  'an unknown method is a mistake that is found while reading': [
    '{{ nope.foo()|default(1) }}',
    '{{ s.title() }}',
    '{{ l.append(1) }}',
    '{{ s.lstrip() }}',
    '{{ s.format(1) }}',
    '{{ m.update({}) }}',
    "{{ ''.join(['a']) }}",
    "{{ '%s'.format(1) }}",
  ],
  'an unknown filter is a mistake that is found while reading': ["{{ l | map('nope2') | list if false else 1 }}"],
  'filters that the language leaves out': ['{% for k, v in m|dictsort %}{{ k }}{% endfor %}'],
  'functions and computed methods are left out': [
    '{{ range(3)|list }}',
    '{{ dict(a=1) }}',
    "{{ dict(deep.list|groupby('on')) }}",
    "{{ s['upper']() }}",
    "{{ m['get']('k') }}",
    '{% set ns = namespace(x=0) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}',
  ],
  'statements that the language leaves out': [
    '{% for i in l recursive %}{{ i }}{% endfor %}',
    '{% block a %}b{% endblock %}',
    '{% macro f() %}a{% endmacro %}{{ f() }}',
    '{% filter upper %}abc{% endfilter %}',
    '{% with a=1 %}{{ a }}{% endwith %}',
    '{% autoescape true %}a{% endautoescape %}',
  ],
  'a method of another type is an error, not undefined': [
    "{{ 5.5.upper() | default('no') }}",
    "{{ (none.upper()) | default('x') }}",
  ],
  'a filter that fails is an error at once, not only where its result is used': [
    '{{ [none|last, 1][1] }}',
    '{{ [none|last, 1]|last }}',
    "{{ {'a': none|last}.b | default('x') }}",
    '{{ [none|last]|length }}',
    '{{ true | ternary(1, none|last) }}',
  ],
  'an undefined is an error wherever it is compared, also with nothing': ['{{ (nope in []) | default(5) }}'],
  'an if without else that is false is undefined, as every other missing value': [
    '{{ (1 if false) | default(9) }}',
    "x{{ 'a' if false }}x",
  ],
  'a name that only a branch not taken sets is undefined, and default may replace it': [
    "{% if false %}{% set q = 2 %}{% endif %}{{ q|default('d') }}",
  ],
  'keys of mappings are never floats; a whole one becomes its integer': [
    '{{ {1.0: 2} }}',
    "{{ {1: 'a', 'b': none, 1.5: 2} }}",
    '{{ {1:2,none:3,true:4,1.5:2}|to_json }}',
    "{{ '1.5: a'|from_yaml }}",
  ],
  'the final newline of a file is kept whatever the result is': ['{% set v = [1,2] %}\n{{ v }}\n', '{{ l }}\n'],
  'the loop itself prints as what it holds': ['{% for i in l %}{{ loop }}{% endfor %}'],
  'sets keep the first list\u2019s items': ['{{ [1]|intersect([1.0,true]) }}'],
  'one version_type less': [
    "{{ '1.2.3' is version('1.2.4','<',version_type='pep440') }}",
    "{{ '1.2.3rc1' is version('1.2.3','<',version_type='pep440') }}",
  ],
  'a list that is written once and repeated is one list': ['{{ ([[s, s]] * 2) | to_yaml }}'],
};

export const deviations: ReadonlyMap<string, string> = new Map(
  Object.entries(byReason).flatMap(([reason, texts]) => texts.map((text) => [text, reason] as const)),
);

/**
 * Whether a difference over a generated text has one of the reasons above. Two values that differ have one only where
 * sets keep an equal number of another type, keys are floats, and for the newlines behind a value of a file that is no
 * text; else it is an error of one side over what the other does not look at.
 */
export function isKnownDeviation(text: string, ours: unknown, theirs: unknown): boolean {
  if (typeof ours === 'string' && typeof theirs === 'string' && ours.trimEnd() === theirs.trimEnd()) return true;
  if (equalNumbers.test(text) && byWorth(ours) === byWorth(theirs)) return true;
  return (ours === 'error') !== (theirs === 'error') && unused.test(text);
}

/** A set of numbers, a mapping made of a list, a mapping with a key that is a float. */
const equalNumbers = /intersect\(|items2dict|(?<!\{)\{(?!\{)[^{}]*(?:\d\.|\de|\/)/;

/** An answer as text in which 1.0 is 1. */
const byWorth = (answer: unknown): string =>
  (JSON.stringify(answer) ?? '').replaceAll('"float":', '"int":').replaceAll(/(?<=\d)\.0(?!\d)/g, '');

/** Something undefined, a null that filters fail on, a filter that fails, a key that is a float. */
const unused =
  /nope|l\[9\]|none|\bz\b|mandatory|superset|subset|\.(?:upper|lower|strip|split|replace|startswith|endswith)\(|\{[^{}]*\d\.|\{[^{}]*\de|\{[^{}]*\//;
