/**
 * The search field in the header of every page: what is typed goes on in the fragment, which a browser never sends. `/`
 * and Ctrl or ⌘ K lead to the box of the page, or else to this field. Counted in the byte budget.
 */
const field = document.querySelector<HTMLInputElement>('#find');
field?.form?.addEventListener('submit', (event) => {
  event.preventDefault();
  location.href = `${field.form?.action}#q=${encodeURIComponent(field.value)}`;
});
addEventListener('keydown', (event) => {
  const isTyping = (event.target as Element).matches('input, textarea, select');
  if (event.key === 'k' ? !(event.ctrlKey || event.metaKey) : event.key !== '/' || isTyping) return;
  event.preventDefault();
  (document.querySelector<HTMLElement>('#anything') ?? field)?.focus();
});
