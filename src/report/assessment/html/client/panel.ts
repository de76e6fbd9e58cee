import type { PageControl } from '../page-data.ts';
import { element, withAttributes } from './dom.ts';
import { isCluster } from './model.ts';
import type { Model } from './model.ts';
import { hostFacts, resultGroups } from './panel-results.ts';
import { statusWords } from '../words.ts';

export interface Panel {
  readonly show: (control: number, columns: readonly number[]) => void;
  /** Shows it if the panel is open already. */
  readonly follow: (control: number, columns: readonly number[]) => void;
}

interface PanelEvents {
  readonly closed: () => void;
  /** A reference to another control was chosen; false: it is not in this report. */
  readonly open: (id: string) => boolean;
}

/** The evidence of one control: of the chosen hosts first, then of all others. */
export function startPanel(panel: HTMLElement, model: Model, events: PanelEvents): Panel {
  const close = (): void => {
    panel.hidden = true;
    document.body.classList.remove('with-panel');
    events.closed();
  };
  const fill = (control: number, columns: readonly number[]): void => {
    const own = model.controls[control];
    if (own === undefined) return;
    const button = withAttributes(element('button', 'close', 'close'), {
      type: 'button',
      'aria-label': 'Close the evidence',
    });
    button.addEventListener('click', close);
    panel.replaceChildren(button, ...content(model, own, control, columns).filter((part) => part !== null));
    panel.scrollTop = 0;
  };
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  panel.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLElement && target.dataset['copy'] !== undefined)
      void copy(target, target.dataset['copy']);
  });
  document.getElementById('grid')?.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !panel.hidden) close();
  });
  return {
    show: (control, columns) => {
      panel.hidden = false;
      document.body.classList.add('with-panel');
      fill(control, columns);
      panel.focus({ preventScroll: true });
    },
    follow: (control, columns) => {
      if (!panel.hidden) fill(control, columns);
    },
  };
}

function content(
  model: Model,
  own: PageControl,
  control: number,
  columns: readonly number[],
): readonly (Node | null)[] {
  const [first] = columns;
  const host = first === undefined ? undefined : model.columns[first];
  return [
    element(
      'div',
      'heading',
      element('span', `word s${own.status}`, statusWords[own.status] ?? ''),
      element('h3', '', `${own.id}  ${own.title}`),
    ),
    element('p', 'quiet', placeOf(model, own)),
    own.wanted.length === 0 ? null : named('wanted', own.wanted.join('\n')),
    ...resultGroups(model, own, control, columns),
    host === undefined || isCluster(host) || columns.length > 1 ? null : hostFacts(host),
    ...own.words.map(([name, text]) => named(name, text)),
    own.references.length === 0
      ? null
      : element('div', 'named', element('h4', '', 'see also'), element('p', '', ...links(model, own.references))),
  ];
}

function placeOf(model: Model, { numbers, weight, scope, area }: PageControl): string {
  const titles = model.benchmarks.flatMap(({ id, title, version }) =>
    numbers[id] === undefined ? [] : [`${title} ${version}, ${numbers[id]}`],
  );
  return [...titles, weight, scope === 'node' ? 'every node' : scope.replace('-', ' '), area]
    .filter((word) => word !== '')
    .join(' · ');
}

const named = (name: string, text: string): HTMLElement =>
  element('div', 'named', element('h4', '', name), element('p', '', text));

const links = (model: Model, ids: readonly string[]): readonly (Node | string)[] =>
  ids.flatMap((id, at) => [
    at === 0 ? '' : ', ',
    model.controls.some((control) => control.id === id) ? withAttributes(element('a', '', id), { href: `#${id}` }) : id,
  ]);

async function copy(button: HTMLElement, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'copied';
  } catch {
    button.textContent = 'select it: no clipboard here';
  }
}
