/**
 * Tells when the page's style sheet did not come, or not all of it: its text can be read, its figures
 * hardly.
 */

export function missStyleSheet(): void {
  // By the last of its rules: see main.css.
  const whole = getComputedStyle(document.documentElement).getPropertyValue('--whole');
  if (whole !== '') return;
  const sentence = document.createElement('p');
  sentence.role = 'alert';
  const again = document.createElement('a');
  again.href = '';
  again.textContent = 'Reload';
  sentence.append('The looks of this page could not be loaded. ', again, ' to try again.');
  document.querySelector('main')?.prepend(sentence);
}
