/** Computes the Sec-WebSocket-Accept of the key that stands in the field. Web Crypto is there in secure contexts only. */
import { acceptFor, readKey } from '../wire/accept.ts';

const form = document.querySelector<HTMLFormElement>('[data-accept]');
const field = form?.querySelector('input');
const output = form?.querySelector('output');
const problem = form?.querySelector('.field-error');

if (form && field && output && problem && isSecureContext) {
  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  field.addEventListener('input', () => {
    const read = readKey(field.value);
    const text = 'problem' in read ? read.problem : '';
    problem.textContent = text;
    field.setAttribute('aria-invalid', String(text !== ''));
    output.value = '';
    if ('key' in read)
      void acceptFor(read.key).then((accept) => {
        const now = readKey(field.value);
        if ('key' in now && now.key === read.key) output.value = accept;
      });
  });
}
