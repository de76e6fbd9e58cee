import { Secret } from '../domain/secret.ts';
import type { SealedTexts } from '../domain/sealed-texts.ts';
import type { YamlNode, YamlScalar } from '../domain/yaml-node.ts';

/** All values of a file that was encrypted as secrets: texts, and numbers as they were written. Keys, booleans and nothing stay. */
export function sealNode(node: YamlNode, texts: SealedTexts): YamlNode {
  const done = new Map<YamlNode, YamlNode>(); // what anchors share is shared again
  const seal = (part: YamlNode): YamlNode => {
    const known = done.get(part);
    if (known !== undefined) return known;
    const sealed = sealPart(part, seal, texts);
    done.set(part, sealed);
    return sealed;
  };
  return seal(node);
}

function sealPart(node: YamlNode, seal: (part: YamlNode) => YamlNode, texts: SealedTexts): YamlNode {
  switch (node.kind) {
    case 'scalar':
      return node.value === null || typeof node.value === 'boolean' || node.value instanceof Secret
        ? node
        : secretScalar(node, typeof node.value === 'string' ? node.value : node.written, texts);
    case 'list':
      return { ...node, items: node.items.map(seal) };
    case 'map':
      return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: seal(value) })) };
  }
}

/** Where it was written stays known, what was written does not. */
export function secretScalar(node: YamlScalar, text: string, texts: Pick<SealedTexts, 'keep'>): YamlScalar {
  const secret = new Secret(text);
  texts.keep(secret);
  return { ...node, value: secret, written: String(secret) };
}
