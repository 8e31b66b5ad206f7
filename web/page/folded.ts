/**
 * The first screen comes first. A lesson has thousands of elements, and while they are laid out,
 * and again with each font that comes, its first figure waits. So all that lies below the second
 * block is folded away until that figure follows its slider, and then unfolded bit by bit; or at
 * once, when the reader does anything at all.
 */

import { task } from './task';
import { beginsElsewhere } from './visit';

/**
 * The rest is unfolded for so many milliseconds at a time, in bits of so many elements: what slow
 * phones can do without keeping their reader waiting.
 */
const SLICE = 6;
const BIT = 250;

/**
 * So many milliseconds after the page and its scripts have come, the rest waits no longer for the
 * first figure; and if some of them do not come, so many after the page alone.
 */
const LATE = 500;
const LATEST = 3000;

const BELOW = 'main > .block ~ .block ~ :not([popover])';
/** What has this attribute has no place in the page: see folded.css. */
const FOLDED = 'data-folded';

/** The reader is there, or whoever else wants to see all of the page. */
const SIGNS = [
  'pointerdown',
  'wheel',
  'touchstart',
  'keydown',
  'click',
  'focusin',
  'scroll',
  'beforeprint',
  'visibilitychange',
];

const page = document.documentElement;
/** Sees the page come, piece by piece, each before it is laid out. */
const coming = new MutationObserver(foldAway);
if (beginsAtTheTop()) fold();

/** In the frame of another page a single block is shown. */
function beginsAtTheTop(): boolean {
  const alone = page.dataset.embed !== undefined;
  return !beginsElsewhere() && !alone && !document.hidden;
}

function fold(): void {
  coming.observe(page, { childList: true, subtree: true });
  for (const sign of SIGNS) addEventListener(sign, unfold, { capture: true, passive: true });
  addEventListener('hashchange', arrive);
  document.addEventListener('figures-settled', () => void unfoldByBits());
  document.addEventListener('readystatechange', stopFolding, { once: true });
  addEventListener('load', () => setTimeout(unfoldByBits, LATE));
}

function foldAway(): void {
  const main = document.querySelector('main');
  if (!main) return;
  // Every record costs: from here on, only what comes into the text itself is of interest.
  coming.disconnect();
  coming.observe(main, { childList: true });
  for (const element of document.querySelectorAll(BELOW)) element.setAttribute(FOLDED, '');
}

/** All of the page has come. */
function stopFolding(): void {
  if (coming.takeRecords().length > 0) foldAway();
  coming.disconnect();
  setTimeout(unfoldByBits, LATEST);
}

function unfold(): void {
  coming.disconnect();
  for (const sign of SIGNS) removeEventListener(sign, unfold, { capture: true });
  removeEventListener('hashchange', arrive);
  for (const element of folded()) element.removeAttribute(FOLDED);
}

function folded(): NodeListOf<Element> {
  return document.querySelectorAll(`[${FOLDED}]`);
}

/** The browser has just looked for a place in the page, perhaps in vain. */
function arrive(): void {
  unfold();
  document.querySelector(':target')?.scrollIntoView();
}

let unfolding = false;

async function unfoldByBits(): Promise<void> {
  if (unfolding) return;
  unfolding = true;
  let end = 0;
  let bit = 0;
  for (const element of folded()) {
    if (performance.now() > end) {
      await task();
      end = performance.now() + SLICE;
    }
    element.removeAttribute(FOLDED);
    bit += 1 + element.getElementsByTagName('*').length;
    if (bit < BIT) continue;
    bit = 0;
    // Laid out bit by bit as well, with all else that waits for the page in between.
    page.getBoundingClientRect();
  }
  unfold();
}
