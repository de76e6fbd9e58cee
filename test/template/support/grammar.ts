import fc from 'fast-check';

/**
 * Expressions by kind, mostly of types that fit, over the variables of fixtures/cases.json. `union`, `intersect` and
 * `difference` stand before a `sort`, since Ansible's order of them is chance.
 */
type Kind = 'int' | 'float' | 'text' | 'bool' | 'list' | 'mapping' | 'any';
type Parts = readonly (string | Kind)[];

/** A word of the grammar: text as it is, and `<kind>` where an expression stands. */
const productions: Readonly<Record<Exclude<Kind, 'any'>, readonly string[]>> = {
  int: [
    'n', '0', '1', '2', '-1', '7', '9007199254740993', 'm.k', 'l[0]', 'deep.list[0].n', 'r.rc',
    '(<int> + <int>)', '(<int> - <int>)', '(<int> * <int>)', '(<int> // <int>)', '(<int> % <int>)', '(2 ** <small>)', '(-<int>)', '(+<int>)',
    '(<text> | length)', '(<list> | length)', '(<mapping> | count)', '(<text> | int)', '(<text> | int(<int>))', "(<text> | int(default=<int>, base=16))", '(<float> | int)',
    '(<bool> | int)', '(<ints> | sum)', '(<ints> | sum(start=<int>))', '(<ints> | min)', '(<ints> | max)', '(<ints> | first)', '(<ints> | last)', '(<text> | wordcount)',
    '(<int> if <bool> else <int>)', '(<any> | default(<int>))', '(<any> | default(<int>, true))', '(nope | default(<int>))', '<ints>[<small>]', '(<bool> + <int>)', '(<bool> | ternary(<int>, <int>))',
    '(deep.list | sum(attribute="n"))', '(<any> | mandatory)', '{"a": <int>}.a', '{"a": <int>}["a"]', '{1: <int>}.get(1)', '{"a": <int>}.get(<text>, <int>)',
  ],
  float: [
    'f', '1.0', '0.5', '-2.5', '1e3', '1e-7', '(<int> / <int>)', '(<float> + <int>)', '(<float> * <float>)', '(<int> - <float>)', '(<float> // <int>)', '(<float> % <int>)', '(<float> ** 2)',
    '(<text> | float)', '(<text> | float(<float>))', '(<int> | float)', '([<float>, <int>, <float>] | sum)', '([<float>, <int>] | max)', '(-<float>)',
  ],
  text: [
    's', 'u', "''", "'a'", "'hello world'", '"it\'s"', "'a,b,,c'", "' x '", "'ABC'", "'42'", "'4.5'", "'yes'", "'é☃'", "'a.b.c'", "'/usr/lib/x.conf'", '"two\\nlines"', "'1.2.3'", 'm.b', 'deep.a.b.c',
    '(<text> ~ <any>)', '(<any> ~ <any>)', '(<text> + <text>)', '(<text> * <small>)', '(<any> | string)', '(<text> | upper)', '(<any> | lower)', '(<text> | trim)', "(<text> | trim(<text>))",
    '(<text> | replace(<text>, <text>))', '(<text> | replace(<text>, <text>, <small>))', '<text>.replace(<text>, <text>)', '(<list> | join)', '(<list> | join(<text>))', "(deep.list | join(',', attribute='name'))",
    '(<any> | to_json)', '(<any> | to_json(sort_keys=true))', '(<any> | to_nice_json)', '(<any> | to_nice_json(indent=2, sort_keys=false))', '(<any> | to_yaml)', '(<any> | to_nice_yaml)', '(<any> | to_nice_yaml(indent=2))', '(<any> | to_yaml(default_flow_style=false, sort_keys=false))',
    "(<text> | regex_replace(<pattern>, <text>))", "(<text> | regex_replace(<pattern>, '<\\\\1>'))", "(<text> | regex_replace(<pattern>, 'x', count=1, ignorecase=true))", '(<text> | regex_search(<pattern>))',
    '(<text> | basename)', '(<text> | dirname)', '(<text> | b64encode)', '(<text> | b64encode | b64decode)', "(<text> | hash('sha256'))", "(<text> | hash('md5'))", '(<any> | checksum)', '(<text> | quote)', '(<any> | quote)',
    '(<text> | indent)', '(<text> | indent(2, true))', '(<text> | indent(<small>, blank=true))', "('%s-%s' | format(<any>, <any>))", "('%5d|%-5s|%.2f' | format(<int>, <text>, <float>))", "('%s' % <text>)", "('%(a)s' % {'a': <any>})", "('%05.1f' % <float>)", "('%x' % <int>)",
    '<text>[<small>]', '<text>[<small>:]', '<text>[:<small>]', '<text>[::-1]', '<text>[<int>:<int>:2]', '(<text> | first)', '(<text> | last)', '(<texts> | first)', '(<texts> | sort | last)', '(<text> if <bool> else <text>)', '(<text> if <bool> else nope)', '(<any> or <text>)', '(<any> and <text>)',
    '<text>.upper()', '<text>.lower()', '<text>.strip()', '<text>.strip(<text>)', '(<text> | split | last)', '(<texts> | min)', '(<texts> | max)', "(<text> | default('d', true))", '(nope.a.b | default(<text>))', '(<bool> | ternary(<text>, <text>))', '(none | ternary(1, 2, <text>))', "'a' 'b'", '(<any> | d(<text>))',
  ],
  bool: [
    't', 'true', 'false', 'True', 'r.changed', '(<int> == <int>)', '(<any> == <any>)', '(<any> != <any>)', '(<int> < <int>)', '(<int> <= <float>)', '(<text> < <text>)', '(<text> >= <text>)', '(<ints> > <ints>)', '(<int> < <int> < <int>)', '(<int> == <int> == <bool>)',
    '(<any> in <list>)', '(<any> not in <list>)', '(<text> in <text>)', '(<text> in <mapping>)', '(not <bool>)', '(not <any>)', '(<bool> and <bool>)', '(<bool> or <bool>)', '(<bool> and not <bool>)',
    '(<any> is defined)', '(nope is defined)', '(<any> is not none)', '(<any> is none)', '(<any> is string)', '(<any> is number)', '(<any> is mapping)', '(<any> is iterable)', '(<any> is sequence)', '(<any> is boolean)', '(<any> is truthy)', '(<any> is falsy)', '(<any> is truthy(convert_bool=true))', '(<any> is integer)', '(<any> is float)',
    '(<int> is odd)', '(<int> is even)', '(<int> is divisibleby 3)', '(<any> is eq <int>)', '(<int> is gt(<int>))', '(<text> is lt(<text>))', '(<any> is ne(<any>))', '(<any> is in(<list>))', '(<any> is in [1, "a", none])',
    '(<text> is match(<pattern>))', '(<text> is search(<pattern>))', '(<text> is regex(<pattern>, ignorecase=true))', '(<text> is search(<pattern>, multiline=true))', "(<version> is version(<version>, '<'))", "(<version> is version(<version>, '>=', strict=true))", "(<version> is version(<version>, 'eq', version_type='semver'))", "(<version> is version(<version>, '!='))",
    '(<list> is subset(<list>))', '(<list> is superset(<list>))', '(<list> is contains(<any>))', '(<text> is contains <text>)', '(r is succeeded)', '(r2 is failed)', '(r is changed)', '(r2 is not skipped)', '(<mapping> is changed)', '(<text> | bool)', '(<int> | bool)', '<text>.startswith(<text>)', '<text>.endswith(<text>)', '(<text> is upper)', '(<text> is lower)',
    '(<any> is not string)', '(not <any> is string)', '(<any> is string or <bool>)', '(<bool> == true)',
  ],
  list: [
    'l', '[]', '[<any>]', '[<any>, <any>]', '(<any>, <any>)', '(<any>,)', 'deep.list', '<ints>', '<texts>', '(<list> + <list>)', '(<list> * <small>)', '<list>[1:]', '<list>[::-1]', '<list>[:<small>]', '(<text> | list)', '(<text> | split)', '(<text> | split(<text>))', "(<text> | split(',', 1))", '<text>.split()', '<text>.split(<text>)', '<text>.split(<text>, 1)',
    '(<list> | unique)', '(<texts> | unique(case_sensitive=true))', '(<texts> | sort)', '(<ints> | sort(reverse=true))', '(<texts> | sort(case_sensitive=true))', '(<list> | sort)', "(deep.list | sort(attribute='n'))", '(<ints> | union(<ints>) | sort)', '(<ints> | intersect(<ints>) | sort)', '(<ints> | difference(<ints>) | sort)',
    '(<list> | flatten)', '(<list> | flatten(levels=1))', '(<list> | flatten(skip_nulls=false))', "(<list> | map('string'))", "(<texts> | map('upper') | list)", "(<list> | map('default', <any>))", "(<texts> | map('length'))", "(<texts> | map('regex_replace', <pattern>, <text>))", "(deep.list | map(attribute='name'))", "(deep.list | map(attribute='opt', default=<any>))", "(['k', 'b'] | map('extract', m))",
    "(<ints> | select('odd'))", "(<ints> | reject('gt', <int>))", '(<list> | select)', '(<list> | reject)', "(<list> | select('defined'))", "(<texts> | select('match', <pattern>))", "(<list> | select('in', <list>))", "(deep.list | selectattr('on'))", "(deep.list | rejectattr('on'))", "(deep.list | selectattr('opt', 'defined'))", "(deep.list | selectattr('n', 'gt', <int>))", "(deep.list | selectattr('name', 'eq', <text>))",
    "(deep.list | groupby('on'))", "(deep.list | groupby('n') | map('first'))", '(<mapping> | dict2items)', "(<mapping> | dict2items(key_name='k', value_name='v'))", '<mapping>.items()', '<mapping>.keys()', '<mapping>.values()', '(<mapping> | list)', '(<list> | zip(<list>))', '(<list> | zip(<list>) | list)', "(<text> | regex_findall(<pattern>))", "(<text> | regex_search('(.)(.)', '\\\\1', '\\\\2'))", '(<list> if <bool> else <list>)', '(<any> | default([]))', '(<list> | to_json | from_json)', '(<list> | to_yaml | from_yaml)',
  ],
  mapping: [
    'm', '{}', 'deep.a', 'r', "{'a': <any>}", "{'a': <any>, 'b': <any>}", "{<text>: <any>}", '{<int>: <any>}', "(<mapping> | combine({'k': <any>}))", '(<mapping> | combine(<mapping>))', '(<mapping> | combine(<mapping>, recursive=true))', "({'a': <list>} | combine({'a': <list>}, list_merge='append'))", "({'a': <list>} | combine({'a': <list>}, list_merge='append_rp'))", "({'a': <list>} | combine({'a': <list>}, list_merge='prepend_rp'))", "({'a': <mapping>} | combine({'a': <mapping>}, recursive=true, list_merge='prepend'))",
    '(<mapping> | dict2items | items2dict)', "(<texts> | zip(<list>) | items2dict(key_name=0, value_name=1))", "([{'key': <text>, 'value': <any>}] | items2dict)", '(<mapping> | to_json | from_json)', '(<mapping> | to_nice_yaml | from_yaml)', '(<mapping> if <bool> else <mapping>)',
  ],
};

const helpers: Readonly<Record<string, readonly string[]>> = {
  small: ['0', '1', '2', '3', '-1', '-2', '5'],
  ints: ['l', '[3, 1, 2]', '[<int>, <int>]', '[<int>, <int>, <int>]', '[1, 1.0, true]'],
  texts: ["['b', 'A', 'a', 'c']", '[<text>, <text>]', '[<text>, <text>, <text>]', '(<text> | split)', "['é', 'z', 'Z']"],
  pattern: ["'l+'", "'(a|b)'", "'^.'", "'(\\\\w)(\\\\w)?'", "'[^a-z]'", "'$'", "''", "'(?i)H'", "'\\\\d+'", "'(?P<x>.)'", "'\\\\s*'", "'a{1,2}'", "'(?=l)'", "'\\\\bw'", "'.*?o'", "'x*'"],
  version: ["'1.2.3'", "'1.10'", "'1.9.0'", "'2.0.0-rc.1'", "'1.2.3'", "'v1.30.4'", "'1.2b1'"],
};
const wild: readonly string[] = ['none', 'nope', 'm.nope', 'l[9]', 'z', 'x', '<int>', '<float>', '<text>', '<bool>', '<list>', '<mapping>', '<int>', '<text>', '<list>'];
const rules: Readonly<Record<string, readonly string[]>> = { ...productions, ...helpers, any: wild };

const isLeaf = (production: string): boolean => !production.includes('<') || /^'[^']*'$/.test(production);

/** An expression of at most `depth` productions inside each other. */
export function expressionOf(kind: Kind, depth: number): fc.Arbitrary<string> {
  return build(kind, depth);
}

const built = new Map<string, fc.Arbitrary<string>>();

function build(kind: string, depth: number): fc.Arbitrary<string> {
  const key = `${kind} ${depth}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const all = rules[kind] ?? [];
  const leaves = all.filter(isLeaf);
  const chosen = depth === 0 && leaves.length > 0 ? leaves : all;
  const made = fc.constantFrom(...chosen).chain((production) => filled(production, depth));
  built.set(key, made);
  return made;
}

const hole = /<(int|float|text|bool|list|mapping|any|small|ints|texts|pattern|version)>/;

function filled(production: string, depth: number): fc.Arbitrary<string> {
  const parts: Parts = production.split(hole);
  const arbitraries = parts.map((part, index) =>
    index % 2 === 0 ? fc.constant(part) : strayed(part, Math.max(0, depth - 1)),
  );
  return fc.tuple(...arbitraries).map((texts) => texts.join(''));
}

/** Now and then something of another kind. */
const strayed = (kind: string, depth: number): fc.Arbitrary<string> =>
  kind === 'pattern'
    ? build(kind, depth)
    : fc.oneof({ weight: 24, arbitrary: build(kind, depth) }, { weight: 1, arbitrary: build('any', depth) });

export const anyExpression: fc.Arbitrary<string> = fc
  .constantFrom<Kind>('int', 'float', 'text', 'bool', 'list', 'mapping')
  .chain((kind) => expressionOf(kind, 3));
