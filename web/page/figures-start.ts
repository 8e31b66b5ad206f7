/**
 * Starts the worker of MicroPython. The page's first script does this, before any of the page is
 * there: so Python comes while the page is laid out and Plotly is compiled.
 */

import type { Beginning } from './figures.worker';
import { address, site } from './site';
import { broken } from './worker-failure';

export interface Started {
  worker: Worker;
  /** rejects when the worker's script cannot be loaded */
  broken: Promise<never>;
}

declare global {
  /** what the first script has started, until somebody takes it */
  var figuresStarted: Started | undefined;
}

export function startFigures(afresh: boolean): Started {
  const beginning: Beginning = {
    wasm: address(site.micropython.wasm),
    lesson: address(site.drawing),
    afresh,
  };
  const worker = new Worker(address(site.workers.figures), {
    type: 'module',
    name: JSON.stringify(beginning),
  });
  const started = { worker, broken: broken(worker) };
  started.broken.catch(() => {}); // Whoever takes the worker tells of it.
  return started;
}
