/**
 * Whoever comes by a link to a state, or back to a place that they have changed, sees the text when
 * all of it is as it will stay: other code is longer or shorter, and would move what is below it.
 * main.ts shows it then; see arriving.css.
 */

import { site } from './site';
import { beginsElsewhere } from './visit';

if (site.lesson && (carriesState() || (beginsElsewhere() && hasWork()))) {
  document.documentElement.dataset.arriving = '';
}

function carriesState(): boolean {
  return location.hash.includes('~');
}

function hasWork(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(`${site.lesson}/`));
  } catch {
    return false; // The browser refuses: then nothing is kept.
  }
}
