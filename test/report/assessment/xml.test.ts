import { parseXml, XmlElement } from '@rgrove/parse-xml';
import test from 'ava';
import fc from 'fast-check';

import { plainText } from '../../../src/report/assessment/plain-text.ts';
import { element, xmlParts, xmlText } from '../../../src/report/assessment/xml.ts';
import { hostile } from '../../support/hostile-texts.ts';

/** Text and attribute as somebody else's parser reads them. */
function readBack(text: string): { readonly content: string; readonly attribute: string | undefined } {
  const { root } = parseXml(xmlText(element('a', { b: text }, text)));
  if (root === null) throw new Error('no root');
  return { content: root.text, attribute: root.attributes['b'] };
}

test('any text comes back from content and attributes as it is, but for what XML cannot hold or nobody sees', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const back = readBack(text);
      return back.content === plainText(text) && back.attribute === plainText(text);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

for (const [name, text] of Object.entries(hostile)) {
  test(`hostile text does not break out of an element: ${name}`, (t) => {
    t.deepEqual(readBack(text), { content: plainText(text), attribute: plainText(text) });
  });
}

test('children are elements in order, what is null is left out, and what is empty closes itself', (t) => {
  const root = element('a', { x: 1, y: null, z: undefined }, element('b'), null, element('c', {}, 'd'));
  t.is(xmlText(root), '<?xml version="1.0" encoding="UTF-8"?>\n<a x="1">\n  <b/>\n  <c>d</c>\n</a>\n');
  t.true(parseXml(xmlText(root)).root instanceof XmlElement);
});

test('a document in pieces is the same document', (t) => {
  const children = [element('b', { x: '<' }, 'c'), element('d', {}, element('e'), { lines: ['    <f/>'] })];
  const attributes = { y: '"' };
  t.is([...xmlParts('a', attributes, children)].join(''), xmlText(element('a', attributes, ...children)));
  t.is([...xmlParts('a', attributes, [])].join(''), xmlText(element('a', attributes)));
});
