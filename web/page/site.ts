/** What the builder tells the page: where the site's files are. All addresses are relative. */

import type { Wanted } from './download';
import type { Packages } from './packages';
import type { Shortcut } from './waking';

// Whoever knows an address of the site may start a worker from it.
import './trusted';

export interface Site {
  lesson: string;
  /** the lesson's Python; and as much of it as draws the figures */
  python: string;
  drawing: string;
  names: string;
  micropython: { wasm: string };
  pyodide: Record<'script' | 'program' | 'library' | 'packages' | Shortcut, Wanted>;
  packages: Packages | null;
  /** the scripts that are loaded when they are needed */
  chunks: { editor: string; plotly: string; 'plotly-3d': string };
  /** the files of Plotly's parts: see plotly-parts.ts */
  plotly: string[];
  workers: { figures: string; cells: string };
  serviceWorker: string;
}

export const site: Site = JSON.parse(document.getElementById('site')?.textContent ?? '{}');

/** A file of the site as an absolute address: workers resolve relative ones from elsewhere. */
export function address(relative: string): string {
  return new URL(relative, document.baseURI).href;
}
