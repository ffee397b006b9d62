import type { Plan } from '../../probe/plan.ts';

/** What a link may set besides the address: nothing that holds a text of the reader's. */
const linked = ['hold', 'in', 'binary', 'burst', 'largest', 'heartbeat', 'reconnect', 'parallel'] as const;

const control = (form: HTMLFormElement, name: string) => {
  const found = form.elements.namedItem(name);
  if (!(found instanceof HTMLInputElement) && !(found instanceof HTMLSelectElement))
    throw new Error(`The form of the test page has no field "${name}".`);
  return found;
};

const isChecked = (form: HTMLFormElement, name: string) => {
  const found = control(form, name);
  return found instanceof HTMLInputElement && found.checked;
};

/** The text of a field as it was typed. */
export function textOf(form: HTMLFormElement, name: string): string {
  return control(form, name).value;
}

/** The plan that the form asks for. */
export function readPlan(form: HTMLFormElement): Plan {
  const number = (name: string) => Number(control(form, name).value);
  const hold = textOf(form, 'hold');
  return {
    subprotocols: textOf(form, 'subprotocols')
      .split(/[\s,]+/)
      .filter(Boolean),
    message: textOf(form, 'message'),
    expected: textOf(form, 'expected'),
    roundTrips: isChecked(form, 'messages') ? 20 : 0,
    binary: isChecked(form, 'binary'),
    burst: isChecked(form, 'burst') ? 100 : 0,
    largest: number('largest'),
    hold: hold === 'until-stopped' ? null : Number(hold),
    traffic: textOf(form, 'in') === 'traffic',
    heartbeat: isChecked(form, 'heartbeat'),
    reconnect: isChecked(form, 'reconnect'),
    parallel: number('parallel'),
  };
}

/** Fills the form from the fragment of a link. Says whether anything was set that is not shown at once. */
export function fillForm(form: HTMLFormElement, fragment: string): boolean {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  for (const name of ['url', 'other'] as const) {
    const text = given.get(name);
    if (text !== null) control(form, name).value = text;
  }
  for (const name of linked) {
    const value = given.get(name);
    const found = control(form, name);
    if (value === null) continue;
    if (found instanceof HTMLInputElement) found.checked = value === 'yes';
    else if ([...found.options].some((option) => option.value === value)) found.value = value;
  }
  return given.get('other') !== null || linked.slice(2).some((name) => given.get(name) !== null);
}

/** A fragment that fills the form as it is now, for the plain addresses of the endpoints. */
export function formFragment(form: HTMLFormElement, [url = '', other]: readonly string[]): string {
  const entries = new URLSearchParams({ url, ...(other !== undefined && { other }) });
  for (const name of linked) {
    const found = control(form, name);
    const [value, usual] =
      found instanceof HTMLInputElement
        ? [found.checked ? 'yes' : 'no', found.defaultChecked ? 'yes' : 'no']
        : [
            found.value,
            [...found.options].find((option) => option.defaultSelected)?.value ?? found.options[0]?.value,
          ];
    if (value !== usual) entries.append(name, value);
  }
  return `#${entries.toString()}`;
}
