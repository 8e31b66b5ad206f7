/**
 * The cells' worker: Pyodide runs the reader's code here. The page may end this worker at any
 * time; figures live in another one.
 */

import { expose, transfer } from 'comlink';
import type { PyodideAPI } from 'pyodide';
import { retryNow } from './download';
import { type Cut, Interrupts, type Watch } from './interrupts';
import { Output, type Printed } from './output';
import { type Packages, Provider } from './packages';
import type { Packed } from './picture';
import { readNumbers, writeValues } from './python-files';
import { type Kept, type PythonSources, wake } from './waking';
import { ALIVE } from './worker-failure';

interface CellsModule {
  run(block: string, code: string): string;
  draw(block: string): string;
  advance(block: string): string;
  rewind(block: string): string;
  worn(): boolean;
}

interface EditedFiguresModule {
  define(block: string, code: string): string;
  draw(block: string): string;
}

interface Modules {
  module: CellsModule;
  edited: EditedFiguresModule;
}

interface Python {
  pyodide: PyodideAPI;
  /** What answers the page: imported as soon as nothing else is asked of Python, or when it is. */
  modules(): Modules;
}

/** What the worker tells the page unasked. Everything else is an answer to a call. */
export type CellsEvent =
  | { kind: 'progress'; loaded: number; total: number }
  | { kind: 'retrying'; waits: boolean }
  | { kind: 'loading'; block: string; name: string; loaded: number; total: number }
  | { kind: 'output'; block: string; printed: Printed };

/** What the reader's code has made of Python: it cannot go on, for want of memory or otherwise. */
export type Dead = 'memory' | 'depth' | 'exit' | 'fault';

/** "worn": something has changed that cannot be put back; "full": it holds much of the memory. */
export type Left = 'clean' | 'worn' | 'full';

/** The text is JSON by cells_worker.py; `cut` tells why the call was interrupted, if it was. */
export interface Answered extends Packed {
  /** how far the next run should begin in another Python: for what the reader changed in this */
  left: Left;
  cut: Cut | null;
  dead: Dead | null;
}

const interrupts = new Interrupts(() => flush());
let python: Python | null = null;
let provider: Provider | null = null;
let running = '';
/** What each cell has printed since it was run. */
const outputs = new Map<string, Output>();
let handOn: Kept | null = null;

export const cells = {
  async boot(sources: PythonSources): Promise<void> {
    const { pyodide, kept } = await wake(sources, {
      progress: (loaded, total) => tell({ kind: 'progress', loaded, total }),
      retrying: (waits) => tell({ kind: 'retrying', waits }),
    });
    handOn = kept;
    withdraw([...LASTING, ...TALKING]);
    stayHere();
    speak(pyodide);
    // Python never writes to it, and reads nothing but its first number.
    pyodide.setInterruptBuffer(interrupts as unknown as Uint8Array);
    let imported: Modules | null = null;
    const modules = () => {
      imported ??= {
        module: pyodide.pyimport('cells_worker') as CellsModule,
        edited: pyodide.pyimport('edited_figures') as EditedFiguresModule,
      };
      return imported;
    };
    python = { pyodide, modules };
    // The page need not wait for them: whoever runs a cell in this moment does.
    setTimeout(modules);
  },

  /** Ends the wait for a better connection. */
  retry(): void {
    retryNow();
  },

  /** Brings the packages that the code imports, as far as the site carries them. */
  async provide(block: string, code: string, packages: Packages): Promise<Answered> {
    if (!python) throw new Error('called before boot');
    provider ??= new Provider(python.pyodide, packages);
    await provider.provide(code, (name, loaded, total) =>
      tell({ kind: 'loading', block, name, loaded, total }),
    );
    return { text: '{}', numbers: new Float64Array(), cut: null, dead: null, left: 'clean' };
  },

  /** What the next worker can wake with. It is given away, so it can be asked for once. */
  kept(): Kept | null {
    const given = handOn;
    handOn = null;
    return given && transfer(given, [given.shortcut.bytes]);
  },

  /** Runs the code in a fresh namespace. */
  run(watch: Watch, block: string, code: string): Answered {
    outputs.delete(block);
    return answer(watch, block, ({ module }) => module.run(block, code));
  },

  /** Draws a cell's picture again; `values` are its sliders', in their order. */
  draw(watch: Watch, block: string, values: Float64Array): Answered {
    return answer(watch, block, ({ module }) => module.draw(block), values);
  },

  /** Plays a cell's run on; `order` is what training.py takes: iterations, seconds, places. */
  advance(watch: Watch, block: string, order: Float64Array): Answered {
    return answer(watch, block, ({ module }) => module.advance(block), order);
  },

  /** Puts a cell's run back to its start. */
  rewind(watch: Watch, block: string): Answered {
    return answer(watch, block, ({ module }) => module.rewind(block));
  },

  /** Lets the reader's code draw a figure from now on; `values` are its sliders'. */
  defineFigure(watch: Watch, block: string, code: string, values: Float64Array): Answered {
    return answer(watch, block, ({ edited }) => edited.define(block, code), values);
  },

  /** Draws a figure with the reader's code. */
  drawFigure(watch: Watch, block: string, values: Float64Array): Answered {
    return answer(watch, block, ({ edited }) => edited.draw(block), values);
  },
};

export type CellsWorker = typeof cells;

/**
 * What a browser keeps of the site beyond this page, and what starts workers that could reach it. The
 * reader's code has no use for it, and code that came with a link could spoil every later visit.
 */
const LASTING = ['caches', 'indexedDB', 'Worker', 'BroadcastChannel'];

/** What talks to other hosts: a policy would refuse that, but not every host sends workers one. */
const TALKING = ['WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource'];

/** Takes names from this worker for good, whichever of its prototypes has them. */
function withdraw(names: string[]): void {
  for (let scope: object = globalThis; scope; scope = Object.getPrototypeOf(scope)) {
    for (const name of names) Reflect.deleteProperty(scope, name);
  }
}

/** What is left for asking asks this site only. */
function stayHere(): void {
  const here = (file: string | URL) => {
    const { origin, host } = new URL(file, location.href);
    if (origin === location.origin) return;
    throw new TypeError(`Code in this page can ask ${location.host} only, not ${host || file}.`);
  };
  const { fetch } = globalThis;
  withdraw(['fetch']);
  globalThis.fetch = async (file, options) => {
    here(file instanceof Request ? file.url : file);
    return fetch(file, options);
  };
  const { prototype } = XMLHttpRequest;
  prototype.open = new Proxy(prototype.open, {
    apply(open, request, what) {
      here(what[1]);
      return Reflect.apply(open, request, what);
    },
  });
}

/** Calls Python, which finds `values` in /values and leaves the picture's numbers in /numbers. */
function answer(
  watch: Watch,
  block: string,
  call: (modules: Modules) => string,
  values?: Float64Array,
): Answered {
  if (!python) throw new Error('called before boot');
  const { FS } = python.pyodide;
  const modules = python.modules();
  running = block;
  if (!outputs.has(block)) outputs.set(block, new Output());
  interrupts.begin(watch);
  let text = '{}';
  let numbers = new Float64Array();
  let dead: Dead | null = null;
  dying = false;
  try {
    // Code may have left no room for another file, or something else in the place of these.
    if (values) writeValues(FS, values);
    FS.writeFile('/numbers', new Uint8Array());
    text = call(modules);
    numbers = readNumbers(FS);
  } catch (error) {
    if (interrupted(error)) text = INTERRUPTED;
    // What answers, and should raise nothing, is not as it was.
    else dead = isPythonError(error) && error.type !== 'MemoryError' ? 'fault' : causeOf(error);
  }
  interrupts.end();
  flush();
  const left = dead ? 'worn' : leftBy(python);
  return transfer({ text, numbers, cut: interrupts.cut, dead, left }, [numbers.buffer]);
}

/** The memory of WebAssembly grows and never shrinks; with numpy it takes half of this. */
const MUCH = 400_000_000;

function leftBy({ modules, pyodide }: Python): Left {
  // The heap is no part of Pyodide's types.
  const { HEAPU8 } = (pyodide as unknown as { _module: { HEAPU8: Uint8Array } })._module;
  if (HEAPU8.length > MUCH) return 'full';
  return modules().module.worn() ? 'worn' : 'clean';
}

/** An interrupt may come a moment too late for the reader's code, and meet ours. */
const INTERRUPTED = JSON.stringify({ error: { text: 'KeyboardInterrupt', interrupted: true } });

function isPythonError(error: unknown): error is { type: string } {
  return error instanceof Error && error.name === 'PythonError';
}

function interrupted(error: unknown): boolean {
  return isPythonError(error) && error.type === 'KeyboardInterrupt';
}

/** Errors that are not Python's come from below it: after them it runs nothing any more. */
function causeOf(error: unknown): Dead {
  const text = String(error);
  if (/memory|allocation|OOM/i.test(text)) return 'memory';
  if (/call stack|recursion/i.test(text)) return 'depth';
  return /exit/i.test(text) ? 'exit' : 'fault';
}

/** What Python prints goes to the page in pieces: a message a line would drown it. */
const PAUSE = 100;
let flushed = 0;

/** What Python says when it cannot go on: of its own insides, and nothing that helps a reader. */
const LAST_WORDS = /^(Fatal Python error|Stack \(most recent call first\))/;
const FIRST_LETTERS: number[] = [...'FS'].map((letter) => letter.charCodeAt(0));

/** Whether what is written now are such words. Code may write them too: then Python lives on. */
let dying = false;

function speak(pyodide: PyodideAPI): void {
  const write = (bytes: Uint8Array) => {
    // It dies once: of all else that is printed, few lines begin like that.
    if (FIRST_LETTERS.includes(bytes[0] ?? 0)) {
      dying ||= LAST_WORDS.test(new TextDecoder().decode(bytes));
    }
    if (dying) return bytes.length;
    outputs.get(running)?.write(bytes);
    if (performance.now() - flushed > PAUSE) flush();
    return bytes.length;
  };
  // As on a terminal, each line is written when it is complete.
  pyodide.setStdout({ write, isatty: true });
  pyodide.setStderr({ write, isatty: true });
}

function flush(): void {
  flushed = performance.now();
  const printed = outputs.get(running)?.news();
  if (printed) tell({ kind: 'output', block: running, printed });
}

function tell(event: CellsEvent): void {
  postMessage(event);
}

expose(cells);
postMessage(ALIVE);
