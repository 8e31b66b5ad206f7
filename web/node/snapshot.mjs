/**
 * Makes the snapshot of a started Pyodide that pages restore in place of starting one, and for slow
 * lines a file with no more than the compiled modules that a start imports:
 * `node snapshot.mjs <project> <snapshot to write> <modules to write>`; see web/page/waking.ts.
 *
 * stdin: { "files": { "/lesson/show.py": "…", … }, "modules": ["show", …] }
 * `files` are the sources of the modules to import; the page has to write them too, as a snapshot
 * holds no files. Of the snapshot's size the memory of Python's compiler would be a third: so the
 * standard library is compiled in a first Pyodide, and imported in a second.
 */

import crypto from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const [project, snapshotFile, modulesFile] = process.argv.slice(2).map((path) => resolve(path));
// Of this Python's environment its snapshot keeps the name of the program: not one of this machine's.
process.argv.splice(1);
const pyodide = join(project, 'node_modules', 'pyodide');
const load = (path) => import(pathToFileURL(path).href);
const { loadPyodide } = await load(join(pyodide, 'pyodide.mjs'));
const { default: create } = await load(join(pyodide, 'pyodide.asm.mjs'));
const { instantiated, packed, restoring } = await load(
  join(import.meta.dirname, '..', 'page', 'snapshot.ts'),
);
const program = await WebAssembly.compile(await readFile(join(pyodide, 'pyodide.asm.wasm')));

// The same sources shall make the same snapshot: what would differ from run to run stands still.
crypto.randomFillSync = (view) => view.fill(0);
Date.now = () => Date.UTC(2020);
performance.now = () => 0;

/** Writes the standard library to /compiled.zip, each module as Python keeps it when compiled. */
const COMPILE_LIBRARY = `
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

with zipfile.ZipFile("/lib/python314.zip") as library, zipfile.ZipFile("/compiled.zip", "w") as zip:
    for name in library.namelist():
        source = library.read(name)
        if name.endswith(".py"):
            code = compile(source, f"/lib/python314.zip/{name}", "exec", dont_inherit=True)
            zip.writestr(f"{name}c", _code_to_hash_pyc(code, source_hash(source), False))
`;

/** Writes to /modules.zip what has these names in /compiled.zip. */
const PICK = `
def pick(names):
    with zipfile.ZipFile("/compiled.zip") as library, zipfile.ZipFile("/modules.zip", "w") as zip:
        for name in names:
            zip.writestr(library.getinfo(name), library.read(name))

pick
`;

/**
 * Imports the modules, then leaves nothing of the path that led to them: pages have another file
 * system, and Pyodide puts "" into the path whenever it is loaded. Gives the names of the files that
 * came from the library.
 */
const IMPORT = `
def prepare(modules):
    import gc, importlib, sys, zipimport
    importlib.invalidate_caches()
    path = sys.path[:]
    sys.path.insert(0, "/lesson/")
    for name in modules:
        importlib.import_module(name)
    sys.path[:] = [place for place in path if place]
    library = "/lib/python314.zip/"
    names = []
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None) or ""
        if file.startswith(library) and file.endswith(".pyc"):
            names.append(file.removeprefix(library))
            module.__file__ = module.__spec__.origin = file[:-1]
    sys.path_importer_cache.clear()
    zipimport._zip_directory_cache.clear()
    gc.collect()
    return sorted(names)

prepare
`;

/** The standard library, compiled: all of it, and what has the given names in it. */
async function compiledLibrary() {
  const python = await loadPyodide();
  python.runPython(COMPILE_LIBRARY);
  const pick = python.runPython(PICK);
  return {
    all: python.FS.readFile('/compiled.zip'),
    part: (names) => {
      pick(python.toPy(names));
      return python.FS.readFile('/modules.zip');
    },
  };
}

function write(python, files) {
  for (const [path, text] of Object.entries(files)) {
    python.FS.mkdirTree(dirname(path));
    python.FS.writeFile(path, text);
  }
}

/** The snapshot, and the names of the files that the modules came from in the library. */
async function snapshot(stdLibURL, files, modules) {
  let fresh;
  const createPyodideModule = (settings) =>
    instantiated(create, settings, program, ({ buffer }) => {
      fresh = new Uint8Array(buffer).slice();
    });
  const python = await loadPyodide({ createPyodideModule, stdLibURL, _makeSnapshot: true });
  write(python, files);
  const prepare = python.runPython(IMPORT, { globals: python.toPy({}) });
  const imported = prepare(python.toPy(modules));
  const names = imported.toJs();
  imported.destroy();
  prepare.destroy();
  const state = python._api.serializeHiwireState();
  const build = python._api.config.BUILD_ID;
  return { names, bytes: packed(python._module.HEAPU8, fresh, { build, state }) };
}

/** Lets a Python say what it has imported. */
async function tried(options) {
  const python = await loadPyodide(options);
  return python.runPython('import sys; " ".join(sys.modules)').split(' ');
}

const folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
try {
  const { files, modules } = await json(process.stdin);
  const library = join(folder, 'library.zip');
  const compiled = await compiledLibrary();
  await writeFile(library, compiled.all);
  const { bytes, names } = await snapshot(library, files, modules);
  await writeFile(snapshotFile, bytes);
  await writeFile(modulesFile, compiled.part(names));
  const empty = join(folder, 'empty.zip');
  await writeFile(empty, '');
  // As pages do; but for the modules they have not even Python's sources.
  const there = await tried({ stdLibURL: empty, ...restoring(create, program, bytes.buffer) });
  const lacking = modules.filter((name) => !there.includes(name));
  if (lacking.length) throw new Error(`restored, it lacks ${lacking.join(', ')}`);
  await tried({ stdLibURL: modulesFile });
} catch (error) {
  // Left to Node, an error would come with the whole line it rose from: all of Pyodide is on one.
  process.stderr.write(`${error.message.trim().split('\n').at(-1)}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
