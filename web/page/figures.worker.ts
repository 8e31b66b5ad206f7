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
import { furnish, type LessonPython, readNumbers, writeValues } from './python-files';

const HEAP = 16 * 1024 * 1024;

/** Browsers compile while a file comes only what is called wasm, and many a host knows no such type. */
const WASM = { 'Content-Type': 'application/wasm' };
const { fetch: fetchAsSent } = globalThis;
globalThis.fetch = async (...request) => {
  const response = await fetchAsSent(...request);
  if (!response.ok || !response.url.endsWith('.wasm')) return response;
  return new Response(response.body, { headers: WASM });
};

interface FiguresModule {
  draw(block: string): string;
}

interface Python {
  module: FiguresModule;
  files: MicroPython['FS'];
}

let python: Promise<Python> = Promise.reject(new Error('draw before boot'));
python.catch(() => {});

export const figures = {
  /** `afresh`: past the browser's cache */
  async boot(wasm: string, lesson: string, afresh: boolean): Promise<void> {
    const { fetch } = globalThis;
    if (afresh) globalThis.fetch = (file, options) => fetch(file, { ...options, cache: 'reload' });
    python = start(wasm, lesson);
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

async function start(wasm: string, lesson: string): Promise<Python> {
  const [micropython, sources] = await Promise.all([
    loadMicroPython({ url: wasm, heapsize: HEAP }),
    fetch(lesson).then((response) => response.json() as Promise<LessonPython>),
  ]);
  furnish(micropython.FS, sources, '/');
  micropython.runPython('import sys; sys.path.insert(0, "/")');
  const module = micropython.pyimport('figures_worker') as FiguresModule;
  return { module, files: micropython.FS };
}

export type FiguresWorker = typeof figures;

expose(figures);
