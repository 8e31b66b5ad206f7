/** Tells when the page's style sheet did not come: its text can be read, its figures hardly. */

export function missStyleSheet(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=stylesheet]');
  if (link?.sheet?.cssRules.length) return;
  const sentence = document.createElement('p');
  sentence.role = 'alert';
  const again = document.createElement('a');
  again.href = '';
  again.textContent = 'Reload';
  sentence.append('The looks of this page could not be loaded. ', again, ' to try again.');
  document.querySelector('main')?.prepend(sentence);
}
