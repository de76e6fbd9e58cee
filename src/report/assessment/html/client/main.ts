import { required } from './dom.ts';
import { startFilters } from './filter-form.ts';
import { startGrid } from './grid.ts';
import { decode } from './model.ts';
import type { PageData } from '../page-data.ts';
import { startPanel } from './panel.ts';
import { startTheme } from './theme.ts';
import { emptyFilter, viewOf } from './view.ts';
import type { Filter } from './view.ts';

/** The page's script: reads the data, draws the matrix, and opens the evidence of what is chosen. */
document.documentElement.classList.add('scripted');
startTheme(required('theme'));
const model = decode(JSON.parse(required('data').textContent) as PageData);
const form = startFilters(required('filters'), (filter) => show(filter));
const panel = startPanel(required('panel'), model, {
  closed: () => grid.focus(),
  open: (id) => openControl(id, null),
});
const grid = startGrid(required('grid'), model, {
  chosen: (control, columns) => panel.show(control, columns),
  moved: (control, columns) => panel.follow(control, columns),
});
const tell = required('tell');

function show(filter: Filter): void {
  const view = viewOf(model, filter);
  grid.show(view);
  form.tallies(view.tallies);
  const hosts = view.columns.reduce((sum, { members }) => sum + members.length, 0);
  const shape = view.columns.length === hosts ? '' : `, folded to ${view.columns.length} columns`;
  tell.textContent = `${view.rows.length} of ${model.controls.length} controls, ${hosts} of ${model.columns.length} hosts and clusters${shape}`;
}

/** A link `#CIS-1.2.19` in causes, waivers or a ticket opens that control. */
function openControl(id: string, column: string | null): boolean {
  const at = model.controls.findIndex((control) => control.id === id);
  if (at < 0) return false;
  if (!grid.select(at, column)) {
    form.clear();
    grid.select(at, column);
  }
  return true;
}

function fromAddress(): void {
  const [id = '', column = null] = decodeURIComponent(location.hash.slice(1)).split('@');
  if (openControl(id, column)) required('matrix').scrollIntoView({ block: 'nearest' });
}

show(emptyFilter);
addEventListener('hashchange', fromAddress);
addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    form.search();
  }
});
fromAddress();
