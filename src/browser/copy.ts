/**
 * Lets a button copy the code beside it, as it is to be pasted: without the lines that are marked as removed.
 * Browsers offer the clipboard to secure contexts only; elsewhere the button stays hidden.
 */
export function offerCopy(button: HTMLButtonElement): void {
  const shown = button.previousElementSibling?.querySelector('code');
  if (!shown || !isSecureContext) return;
  button.hidden = false;
  const label = [...button.childNodes];
  const say = (text: string) => {
    button.textContent = text;
    button.addEventListener('blur', () => button.replaceChildren(...label), { once: true });
  };
  button.addEventListener('click', () => {
    const copy = shown.cloneNode(true) as HTMLElement;
    for (const removed of copy.querySelectorAll('del')) removed.remove();
    navigator.clipboard.writeText(copy.textContent.replace(/\n$/, '')).then(
      () => say('Copied'),
      () => {
        say('Select and copy by hand');
        getSelection()?.selectAllChildren(shown);
      },
    );
  });
}
