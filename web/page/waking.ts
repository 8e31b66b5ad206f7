/**
 * Wakes Pyodide: from the addresses of its files to a Python that has the lesson's modules.
 *
 * The fast way restores a snapshot that was made when the site was built. Over a slow line it takes
 * longer to come than it spares, and a start with modules that are compiled already is sooner. Both
 * go without the rest of the standard library, which comes behind, and use the program as it was
 * compiled for an earlier worker if there was one. Whatever goes wrong there, an ordinary start from
 * Pyodide's own files takes their place.
 */

import { loadPyodide, type PyodideAPI } from 'pyodide';
import { download, together, type Wanted, type Watch } from './download';
import { limited } from './memory-limit';
import { furnish, type LessonPython } from './python-files';
import { type CreateModule, compiled, restoring } from './snapshot';

/** What spares Python most of an ordinary start. */
export type Shortcut = 'snapshot' | 'modules';

/** Where waking finds what it loads. */
export interface PythonSources {
  /** Pyodide's own files, and what spares it most of its start */
  script: Wanted;
  program: Wanted;
  library: Wanted;
  packages: Wanted;
  shortcut: Wanted & { kind: Shortcut };
  /** the lesson's Python */
  lesson: string;
  /** from an earlier worker, so that this one need neither fetch nor compile */
  kept?: Kept;
}

/** What one worker can hand on to the next. */
export interface Kept {
  program: WebAssembly.Module;
  shortcut: { kind: Shortcut; bytes: ArrayBuffer };
}

export interface Awake {
  /** can import the engine and all of the lesson's Python */
  pyodide: PyodideAPI;
  /** when all of the standard library is there; code that cannot wait fetches it at once */
  library: Promise<void>;
  /** null after an ordinary start */
  kept: Kept | null;
}

export interface WakingWatch {
  /** so many bytes have come, of so many that waking needs */
  progress(loaded: number, total: number): void;
  /** true: something went wrong, and is tried again; false: bytes come again */
  retrying(waits: boolean): void;
}

/** Where the lesson's own modules lie, in a folder that Python searches first. */
const ROOM = '/lesson/';
const SITE_PACKAGES = '/lib/python3.14/site-packages/';
const LIBRARY = '/lib/python314.zip';
/** The name by which Pyodide asks for its standard library. */
const STANDARD = 'python_stdlib.zip';

/** Rejects when Python cannot be had at all. */
export async function wake(sources: PythonSources, watch: WakingWatch): Promise<Awake> {
  const counted = counting(watch);
  const json = (file: Wanted) => download(file, (answer) => answer.json(), counted(file));
  const common = Promise.all([json(sources.packages), json({ address: sources.lesson })]);
  common.catch(() => {}); // It is awaited below, but perhaps not in time for the browser's taste.
  const start = (way: typeof shortened) => way(sources, common, counted);
  return start(shortened).catch((error) => {
    // biome-ignore lint/suspicious/noConsole: readers notice nothing of it, so their console should say it
    console.warn('Python starts in the ordinary way:', error);
    return start(started);
  });
}

/** Gives a watch to the download of a file, of which all together are told. */
type Counted = (file: Wanted) => Watch;

/** After so many milliseconds a script that is imported counts as one that does not come. */
const STALLED = 60_000;

/**
 * Pyodide's program in JavaScript, as the browser imports it: soonest. But an import that fails is
 * not tried again, and nobody compares what came with what should.
 */
async function imported(script: Wanted, counted: Counted): Promise<CreateModule> {
  const watch = counted(script);
  let timer = 0;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a script does not come')), STALLED);
  });
  try {
    const { default: create } = await Promise.race([import(script.address), stalled]);
    watch.progress?.(script.size ?? 0);
    return limited(create);
  } catch {
    return verified(script, watch);
  } finally {
    clearTimeout(timer);
  }
}

/** The same script, once it has been downloaded and found whole. */
async function verified(script: Wanted, watch: Watch): Promise<CreateModule> {
  await download(script, (answer) => answer.arrayBuffer(), watch);
  // Under the same address it would be what was imported before, or failed.
  return limited((await import(`${script.address}#again`)).default);
}

type Common = Promise<[object, LessonPython]>;

/** Goes on where the snapshot was made, or starts with no more of the library than that takes. */
async function shortened(sources: PythonSources, common: Common, counted: Counted): Promise<Awake> {
  const [create, kept, [packages, lesson]] = await Promise.all([
    imported(sources.script, counted),
    sources.kept ?? fetched(sources, counted),
    common,
  ]);
  const { kind, bytes } = kept.shortcut;
  const pyodide = await (kind === 'snapshot'
    ? loaded(packages, restoring(create, kept.program, bytes), {})
    : loaded(packages, compiled(create, kept.program), { [STANDARD]: bytes }));
  room(pyodide, lesson);
  const { library, fetchNow } = behind(pyodide, sources.library);
  const waking = pyodide.pyimport('waking');
  waking.goes_on(fetchNow);
  waking.destroy();
  return { pyodide, library, kept };
}

async function fetched({ program, shortcut }: PythonSources, counted: Counted): Promise<Kept> {
  const [ready, bytes] = await Promise.all([
    download(program, (answer) => WebAssembly.compileStreaming(answer), counted(program)),
    download(shortcut, unzipped, counted(shortcut)),
  ]);
  return { program: ready, shortcut: { kind: shortcut.kind, bytes } };
}

/** A shortcut is compressed in itself: not every host compresses what it sends. */
async function unzipped(answer: Response): Promise<ArrayBuffer> {
  const bytes = answer.body?.pipeThrough(new DecompressionStream('gzip'));
  return new Response(bytes ?? null).arrayBuffer();
}

/** Starts Python as any page does that has Pyodide. */
async function started(sources: PythonSources, common: Common, counted: Counted): Promise<Awake> {
  const bytes = (file: Wanted) => download(file, (answer) => answer.arrayBuffer(), counted(file));
  const [create, program, library, [packages, lesson]] = await Promise.all([
    verified(sources.script, counted(sources.script)),
    bytes(sources.program),
    bytes(sources.library),
    common,
  ]);
  const options = { createPyodideModule: create } as unknown as Parameters<typeof loadPyodide>[0];
  const pyodide = await loaded(packages, options, {
    'pyodide.asm.wasm': program,
    [STANDARD]: library,
  });
  room(pyodide, lesson);
  return { pyodide, library: Promise.resolve(), kept: null };
}

/**
 * Calls loadPyodide(), and answers what it fetches from its folder with what is here already:
 * nothing for a snapshot, which brings its own.
 */
async function loaded(
  packages: object,
  options: Parameters<typeof loadPyodide>[0],
  files: Record<string, ArrayBuffer>,
): Promise<PyodideAPI> {
  const original = globalThis.fetch;
  globalThis.fetch = async (input) => {
    const name = String(input).split('/').at(-1) ?? '';
    const type = name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
    return new Response(files[name] ?? '', { headers: { 'Content-Type': type } });
  };
  try {
    return await loadPyodide({
      indexURL: './',
      lockFileContents: JSON.stringify(packages),
      ...options,
    });
  } finally {
    globalThis.fetch = original;
  }
}

/** Writes the engine where an installer would, the lesson's own modules where they come first. */
function room({ FS, runPython }: PyodideAPI, lesson: LessonPython): void {
  const files = Object.entries({ ...lesson.files, ...lesson.installed });
  const engine = files.filter(([path]) => path.startsWith('engine'));
  const others = files.filter(([path]) => !path.startsWith('engine'));
  furnish(FS, { ...lesson, files: Object.fromEntries(engine) }, SITE_PACKAGES);
  FS.mkdir(ROOM);
  furnish(FS, { ...lesson, files: Object.fromEntries(others) }, ROOM);
  runPython(`import sys; sys.path.insert(0, "${ROOM}")`);
}

/**
 * Fetches the standard library while Python is already at work.
 *
 * fetchNow: waits for it, and nothing else can happen meanwhile; for an import that needs it
 */
function behind(pyodide: PyodideAPI, wanted: Wanted) {
  let there = false;
  const put = (bytes: ArrayBuffer) => {
    if (there) return;
    there = true;
    pyodide.FS.writeFile(LIBRARY, new Uint8Array(bytes));
    pyodide.runPython('import importlib; importlib.invalidate_caches()');
  };
  const fetchNow = () => {
    if (there) return;
    const request = new XMLHttpRequest();
    request.open('GET', wanted.address, false);
    request.responseType = 'arraybuffer';
    request.send();
    const bytes: ArrayBuffer | null = request.response;
    const whole = bytes?.byteLength === (wanted.size ?? bytes?.byteLength);
    if (request.status !== 200 || !bytes || !whole) throw new Error(`no ${wanted.address}`);
    put(bytes);
  };
  const library = download(wanted, (answer) => answer.arrayBuffer()).then(put);
  library.catch(() => {}); // An import that needs it says so.
  return { library, fetchNow };
}

/** Downloads that are told of together; those of unknown size only when they break off. */
function counting({ progress, retrying }: WakingWatch): Counted {
  let total = 0;
  const part = together({ progress: (loaded) => progress(loaded, total), retrying });
  return ({ size }) => {
    const watch = part();
    if (!size) return { retrying: watch.retrying };
    total += size;
    return watch;
  };
}
