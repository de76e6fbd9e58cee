/** Recorded cases where we differ from Ansible on purpose, with the reason. */
export const deviations: ReadonlyMap<string, string> = new Map([
  ['{{ nope.foo()|default(1) }}', 'an unknown method is a mistake that is found while reading'],
  ["{{ l | map('nope2') | list if false else 1 }}", 'an unknown filter is a mistake that is found while reading'],
  ["{{ 5.5.upper() | default('no') }}", 'a method of another type is an error, not undefined'],
  ['{{ [nope]|join|default(3) }}', 'an undefined item that is used is an error at once'],
  ["{{ [{'a':1},{}]|map(attribute='a')|list|length }}", 'list and length do not look into their items'],
  [
    '{{ (1 if false) | default(9) }}',
    "Jinja's undefined of an if without else is no longer understood by Ansible's own default",
  ],
  ['{{ {1.0: 2} }}', 'keys of mappings are never floats; a whole one becomes its integer'],
  ["{{ {1: 'a', 'b': none, 1.5: 2} }}", 'keys of mappings are never floats'],
  ['{% set v = [1,2] %}\n{{ v }}\n', 'the final newline of a file is kept whatever the result is'],
  ['{{ l }}\n', 'the final newline of a file is kept whatever the result is'],
]);
