/**
 * Plotly comes in parts. Compiled and run as a whole it would keep a phone from answering its
 * reader for half a second; each of these takes a tenth of that.
 */

import { address, site } from './site';
import { task } from './task';

/** What plotly.ts needs, in the order in which it would run: about equally much each. */
const PARTS = [
  () => import('@plotly/d3'),
  () => import('plotly.js/src/lib'),
  () => import('plotly.js/src/plots/cartesian/axes'),
  () => import('plotly.js/src/components/shapes'),
  () => import('plotly.js/src/plot_api'),
];

let run: Promise<void> | null = null;

/** Plotly, when all of it has run. */
export async function loadPlotly(): Promise<typeof import('./plotly')> {
  run ??= runParts();
  await run;
  return import('./plotly');
}

async function runParts(): Promise<void> {
  // All at once, before they are run one after the other.
  for (const file of site.plotly) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = address(file);
    link.fetchPriority = 'low';
    document.head.append(link);
  }
  for (const part of PARTS) {
    await part().catch(() => {}); // plotly.ts needs it too, and whoever asks for that is told.
    await task();
  }
}
