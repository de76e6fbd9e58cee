/** The source text of `src/domain/glossary.ts`: each paragraph of the glossary, by the terms that it has in bold. */
export function glossaryModule(markdown: string): string {
  const known = new Set<string>();
  const entries = markdown.split('\n\n').flatMap((paragraph) => {
    const terms = [...paragraph.matchAll(/\*\*([^*]+)\*\*/g)].map(([, term = '']) => term.toLowerCase());
    const text = paragraph
      .replaceAll('**', '')
      .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
      .trim();
    const added = terms.filter((term) => !known.has(term));
    for (const term of added) known.add(term);
    return added.map((term) => `  ${JSON.stringify(term)}: ${JSON.stringify(text)},\n`);
  });
  return `/** Terms, from docs/glossary.md: \`node tools/glossary.ts\` writes this file. */\n// oxfmt-ignore\nexport const glossary: Readonly<Record<string, string>> = {\n${entries.join('')}};\n`;
}
