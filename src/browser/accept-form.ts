/** Shows the calculator of the handshake. What computes is loaded for those who use it, so that the page to read is light. */
const form = document.querySelector<HTMLFormElement>('[data-accept]');

// Web Crypto is there in secure contexts only.
if (form && isSecureContext) {
  form.hidden = false;
  form.addEventListener('input', () => {
    import('./accept-calculator.ts').then(
      ({ answer }) => answer(form),
      () => form.append('This could not be loaded. Reload the page.'),
    );
  });
}
