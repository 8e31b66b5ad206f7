/** How far the reader is: the tasks and goals of the lesson, counted in its contents. */

import { kept, whenKeptElsewhere } from './kept';

const COUNTED = '[data-verdict], .goals [role=checkbox]';

/** Whether a cell's task was passed by the reader, now or at an earlier visit. */
export function isPassed(id: string): boolean {
  const cell = document.getElementById(id);
  const now = cell?.dataset.verdict === 'passed' && !cell.hasAttribute('data-shared');
  return now || kept(id).passed === true;
}

/** Calls back when a task or a goal may have changed, wherever it stands in the page. */
export function whenProgressed(called: () => void): void {
  // Verdicts and goals are attributes of the page's blocks.
  new MutationObserver(called).observe(document.body, {
    subtree: true,
    attributeFilter: ['data-verdict', 'data-shared', 'aria-checked'],
  });
  whenKeptElsewhere(called);
}

export function showProgress(): void {
  const line = document.querySelector('nav.contents .progress');
  if (!line) return;
  const show = () => {
    const all = [...document.querySelectorAll<HTMLElement>(COUNTED)];
    const done = all.filter(isDone);
    line.textContent = `${done.length} of ${all.length} tasks and goals`;
    for (const [link, below] of sections(all)) {
      link.classList.toggle('done', below.length > 0 && below.every(isDone));
    }
  };
  whenProgressed(show);
  show();
}

function isDone(one: HTMLElement): boolean {
  return one.matches('[data-verdict]') ? isPassed(one.id) : one.ariaChecked === 'true';
}

/** What stands between each heading of the contents and the next. */
function sections(all: HTMLElement[]): Map<HTMLElement, HTMLElement[]> {
  const found = new Map<HTMLElement, HTMLElement[]>();
  const links = [...document.querySelectorAll<HTMLAnchorElement>('nav.contents a')];
  const headings = links.map((link) =>
    document.getElementById(decodeURIComponent(link.hash.slice(1))),
  );
  for (const [i, link] of links.entries()) {
    const [from, to] = [headings[i], headings[i + 1]];
    found.set(
      link,
      all.filter((one) => isAfter(one, from) && !(to && isAfter(one, to))),
    );
  }
  return found;
}

function isAfter(one: HTMLElement, other: HTMLElement | null | undefined): boolean {
  const place = other?.compareDocumentPosition(one) ?? 0;
  return (place & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}
