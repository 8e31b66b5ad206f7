/**
 * One block alone, in a frame of somebody else's page: the lesson's page with `?embed`. All else is
 * taken out before anything is set up, so that nothing runs, loads or draws but that block.
 */

import { blockIn } from './fragment';

/** Where this page shows one block only. */
export const embedded = new URLSearchParams(location.search).has('embed');

export function showOneBlock(): void {
  const main = document.querySelector('main') as HTMLElement;
  const id = blockIn(location.hash);
  const block = document.getElementById(id);
  const found = block?.matches('.block') ? block : nothing(id);
  // Whoever goes by headings still learns what this is from.
  const heading = main.querySelector('h1') as HTMLElement;
  heading.classList.add('visually-hidden');
  const [title, ...others] = found.querySelectorAll('h2, h3, h4, h5, h6');
  for (const other of others) {
    other.setAttribute('aria-level', String(2 + levelOf(other) - levelOf(title as Element)));
  }
  title?.setAttribute('aria-level', '2');
  // Its words' meanings open from the block as they do in the lesson.
  main.replaceChildren(heading, found, source(id), ...main.querySelectorAll('.meaning'));
  for (const link of found.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    link.href = location.pathname + link.hash;
    link.target = '_blank';
  }
  addEventListener('hashchange', () => {
    if (blockIn(location.hash) !== id) location.reload();
  });
  document.documentElement.dataset.embed = 'ready';
}

/** Of a heading's element. */
function levelOf({ localName }: Element): number {
  return Number(localName.slice(1));
}

function nothing(id: string): HTMLElement {
  const sentence = document.createElement('p');
  sentence.role = 'alert';
  sentence.textContent = id
    ? `There is no figure or cell called “${id}” in this lesson.`
    : 'This address names no figure or cell of this lesson.';
  return sentence;
}

/** The way to the lesson. */
function source(id: string): HTMLElement {
  const line = document.createElement('p');
  const link = document.createElement('a');
  line.className = 'source';
  link.href = `${location.pathname}#${id}`;
  link.target = '_blank';
  link.textContent = document.title;
  line.append('From the lesson ', link);
  return line;
}
