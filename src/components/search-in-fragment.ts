/**
 * Takes a search into the part of the URL behind the #: what is pasted may hold a token, and a query is sent and logged.
 * Without script the form is sent as it is.
 */
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== 'get') return;
  event.preventDefault();
  const query = new FormData(form).get('q');
  location.href = `${form.action}#q=${encodeURIComponent(typeof query === 'string' ? query : '')}`;
});
