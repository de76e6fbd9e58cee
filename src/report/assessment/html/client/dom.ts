/** Elements of the page. Texts are set as texts: no markup is ever read here. */
export function required(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

export type Child = Node | string | null;

export function element(name: string, classes = '', ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(name);
  if (classes !== '') made.className = classes;
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function withAttributes<E extends Element>(made: E, attributes: Readonly<Record<string, string | number>>): E {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
