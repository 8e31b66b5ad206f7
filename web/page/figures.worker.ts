/**
 * The figures' worker: MicroPython runs the project's own figures here, from the first second on
 * and whatever the reader's code is doing elsewhere.
 */

import {
  loadMicroPython,
  type MicroPython,
} from '@micropython/micropython-webassembly-pyscript/micropython.mjs';
import { expose, transfer } from 'comlink';
import type { Packed } from './picture';
import { type DrawingPython, furnish, readNumbers, writeValues } from './python-files';
import { ALIVE } from './worker-failure';

const HEAP = 16 * 1024 * 1024;

/** Browsers compile while a file comes only what is called wasm, and many a host knows no such type. */
const WASM = { 'Content-Type': 'application/wasm' };
const { fetch: fetchAsSent } = globalThis;
globalThis.fetch = async (file, options) => {
  // The page's words and fonts come first: the worker has begun before them.
  const response = await fetchAsSent(file, { ...options, priority: 'low' });
  if (!response.ok || !response.url.endsWith('.wasm')) return response;
  return new Response(response.body, { headers: WASM });
};

/** What the worker is told with its start; messages would wait until the page has time for them. */
export interface Beginning {
  wasm: string;
  lesson: string;
  /** past the browser's cache, which may hold something damaged */
  afresh: boolean;
}

interface FiguresModule {
  draw(block: string): string;
}

interface Python {
  module: FiguresModule;
  files: MicroPython['FS'];
}

const python = start(JSON.parse(self.name));
python.catch(() => {}); // Who asks for it is told.

export const figures = {
  async booted(): Promise<void> {
    await python;
  },

  /** Draws a block's figure as soon as Python is there; `values` are in the order of its inputs. */
  async draw(block: string, values: Float64Array): Promise<Packed> {
    const { module, files } = await python;
    writeValues(files, values);
    const text = module.draw(block);
    const numbers = readNumbers(files);
    return transfer({ text, numbers }, [numbers.buffer]);
  },
};

async function start({ wasm, lesson, afresh }: Beginning): Promise<Python> {
  const { fetch } = globalThis;
  if (afresh) globalThis.fetch = (file, options) => fetch(file, { ...options, cache: 'reload' });
  const [micropython, sources] = await Promise.all([
    loadMicroPython({ url: wasm, heapsize: HEAP }),
    globalThis.fetch(lesson).then((response) => response.json() as Promise<DrawingPython>),
  ]);
  furnish(micropython.FS, sources, '/');
  micropython.runPython('import sys; sys.path.insert(0, "/")');
  const module = micropython.pyimport('figures_worker') as FiguresModule;
  return { module, files: micropython.FS };
}

export type FiguresWorker = typeof figures;

expose(figures);
postMessage(ALIVE);
