/**
 * Runs cases.py on the engine in MicroPython or in Pyodide, and prints the JSON that it makes.
 *
 * node pythons.mjs micropython|pyodide
 */

import { readdirSync, readFileSync } from 'node:fs';

const MEBIBYTE = 2 ** 20;

const start = {
  async micropython() {
    const name = '@micropython/micropython-webassembly-pyscript/micropython.mjs';
    const { loadMicroPython } = await import(name);
    return loadMicroPython({ heapsize: 16 * MEBIBYTE });
  },
  async pyodide() {
    const { loadPyodide } = await import('pyodide');
    return loadPyodide();
  },
};

/** Copies Python files into the Python's own file system. */
function mount(python, from, to) {
  python.FS.mkdir(to);
  for (const name of readdirSync(from).filter((name) => name.endsWith('.py'))) {
    python.FS.writeFile(`${to}/${name}`, readFileSync(new URL(name, from)));
  }
}

try {
  const python = await start[process.argv[2]]();
  mount(python, new URL('./', import.meta.url), '/project');
  mount(python, new URL('../../engine/', import.meta.url), '/project/engine');
  python.runPython('import sys; sys.path.append("/project")');
  process.stdout.write(python.pyimport('cases').as_json());
} catch (error) {
  // Left to Node, an error would come with the whole line it rose from: MicroPython on one line.
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
