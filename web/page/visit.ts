/** How the reader has come to this page. */

/**
 * Whether another part of the page than its top may be shown first: to whoever comes by a link to a
 * place in it, goes back or reloads.
 */
export function beginsElsewhere(): boolean {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  // In some browsers the entry's name has what is after #, even if scripts are not told it elsewhere.
  const toAPlace = location.hash !== '' || visit?.name.includes('#') === true;
  return toAPlace || visit?.type !== 'navigate';
}
