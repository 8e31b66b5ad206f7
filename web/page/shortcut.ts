/**
 * Chooses what spares Python most of its start. Restoring a snapshot takes the least time, but it is
 * some two megabytes more to fetch than the modules that an ordinary start imports: over a slow line
 * these are sooner, although Python starts with them in the ordinary way.
 */

import { address, site } from './site';
import type { Shortcut } from './waking';

/** Megabits a second, below which a line is slow. On a fast laptop it could be 40, on a phone 10. */
const SLOW = 20;

/** In bytes: of less the time that it took to come tells little. */
const TELLING = 40_000;

/** Under this key the address of the modules, if the last line that was measured was slow. */
const KEY = 'python-modules';

export async function shortcut(): Promise<Shortcut> {
  const rate = rateOf(performance.getEntriesByType('resource') as PerformanceResourceTiming[]);
  const modules = site.pyodide.modules.address;
  // The browser had all that this page has needed so far; so it may have what Python took last time.
  const slow = rate === null ? recall() === modules : rate < SLOW;
  if (rate !== null) remember(slow ? modules : null);
  return slow && !(await here(site.pyodide.snapshot.address)) ? 'modules' : 'snapshot';
}

/**
 * Megabits a second at which these files came over the line; null where too little of them did. A
 * busy device makes a line look slower than it is, and nothing makes it look faster: so it is the
 * rate of the fastest files, those that came at the same time taken together.
 */
function rateOf(files: PerformanceResourceTiming[]): number | null {
  const fetched = files.filter(({ encodedBodySize, transferSize }) => {
    return encodedBodySize > 0 && transferSize >= encodedBodySize;
  });
  let best: number | null = null;
  let start = 0;
  let end = 0;
  let bytes = 0;
  for (const file of fetched.sort((a, b) => a.responseStart - b.responseStart)) {
    if (file.responseStart > end) {
      start = file.responseStart;
      bytes = 0;
    }
    end = Math.max(end, file.responseEnd);
    bytes += file.encodedBodySize;
    if (bytes >= TELLING) best = Math.max(best ?? 0, (bytes * 8) / 1000 / (end - start));
  }
  return best;
}

/** Whether the service worker has kept the file: later visits need no line. */
async function here(file: string): Promise<boolean> {
  try {
    return (await caches.match(address(file))) !== undefined;
  } catch {
    return false; // Browsers have no such thing on plain http, some not in private windows.
  }
}

function recall(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(modules: string | null): void {
  try {
    if (modules === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, modules);
  } catch {
    // The browser refuses: the next visit measures again.
  }
}
