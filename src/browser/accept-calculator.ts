/** Computes the Sec-WebSocket-Accept of the key that stands in a form. */
import { acceptFor, readKey } from '../wire/accept.ts';

/** Shows the accept value of the form's key, or what is wrong with the key. */
export async function answer(form: HTMLFormElement): Promise<void> {
  const [input, output, problem] = [
    form.querySelector('input'),
    form.querySelector('output'),
    form.querySelector('.field-error'),
  ];
  if (!input || !output || !problem) return;
  const read = readKey(input.value);
  problem.textContent = 'problem' in read ? read.problem : '';
  input.setAttribute('aria-invalid', String('problem' in read));
  output.value = '';
  if (!('key' in read)) return;
  const accept = await acceptFor(read.key);
  const now = readKey(input.value);
  if ('key' in now && now.key === read.key) output.value = accept;
}
