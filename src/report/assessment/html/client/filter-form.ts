import type { Filter } from './view.ts';

/** The form of filters: says what is wanted as soon as it changes. */
export function startFilters(element: HTMLElement, changed: (filter: Filter) => void): FilterForm {
  const form = element as HTMLFormElement;
  const tell = (): void => changed(filterOf(new FormData(form)));
  form.addEventListener('input', tell);
  form.addEventListener('reset', () => queueMicrotask(tell));
  form.addEventListener('submit', (event) => event.preventDefault());
  return {
    tallies: (counts) => {
      for (const tally of form.querySelectorAll<HTMLElement>('[data-status]'))
        tally.textContent = String(counts.get(Number(tally.dataset['status'])) ?? 0);
    },
    search: () => form.querySelector<HTMLInputElement>('[name=text]')?.focus(),
    clear: () => {
      form.reset();
      tell();
    },
  };
}

export interface FilterForm {
  readonly tallies: (counts: ReadonlyMap<number, number>) => void;
  readonly search: () => void;
  readonly clear: () => void;
}

function filterOf(data: FormData): Filter {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    statuses: new Set(data.getAll('status').map(Number)),
    text: text('text').trim(),
    hosts: text('hosts'),
    benchmark: text('benchmark'),
    area: text('area'),
    order: text('order'),
    fold: data.has('fold'),
  };
}
