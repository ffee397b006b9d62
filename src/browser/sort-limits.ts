/**
 * Lets the buttons above a table of limits sort it by kind, value or stack. The page has it by kind; by value or stack, the rows of all kinds
 * stand in one body, and their own column tells the kind.
 */
const control = document.querySelector<HTMLElement>('[data-sort-limits]');
const table = document.querySelector<HTMLTableElement>('[data-sort-limits] ~ .scroll table');

if (control && table) {
  control.hidden = false;
  const byKind = [...table.tBodies].map((body) => ({ body, rows: [...body.rows] }));
  const all = byKind.flatMap(({ rows }) => rows.filter(({ className }) => className !== 'group'));
  const number = (row: HTMLTableRowElement) => Number(row.dataset['value'] || Infinity);
  const name = (row: HTMLTableRowElement) => row.querySelector('th a')?.textContent ?? '';
  const orders: Record<string, (a: HTMLTableRowElement, b: HTMLTableRowElement) => number> = {
    value: (a, b) => (number(a) === number(b) ? 0 : number(a) - number(b)),
    name: (a, b) => name(a).localeCompare(name(b), 'en'),
  };
  control.addEventListener('click', ({ target }) => {
    const button = (target as HTMLElement).closest('button');
    const order = orders[button?.dataset['sort'] ?? ''];
    if (!button) return;
    for (const each of control.querySelectorAll('button'))
      each.setAttribute('aria-pressed', String(each === button));
    for (const [position, { body, rows }] of byKind.entries())
      body.replaceChildren(...(order ? (position === 0 ? [...all].sort(order) : []) : rows));
  });
}
