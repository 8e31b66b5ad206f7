/**
 * Times calls of Python code in MicroPython or in Pyodide: node loops.mjs micropython|pyodide
 *
 * stdin: { "files": { path: text }, "code": "…", "calls": ["train(10000)", …] }
 * stdout: the milliseconds of each call, as JSON; all were made once before, to warm up
 */

import { text } from 'node:stream/consumers';

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

const { files, code, calls } = JSON.parse(await text(process.stdin));
const python = await start[process.argv[2]]();
python.FS.mkdir('/project');
python.FS.mkdir('/project/engine');
for (const [path, source] of Object.entries(files)) {
  python.FS.writeFile(`/project/${path}`, source);
}
python.runPython('import sys; sys.path.append("/project")');
python.runPython(code);
const times = calls.map((call) => {
  python.runPython(call);
  const began = performance.now();
  python.runPython(call);
  return performance.now() - began;
});
process.stdout.write(JSON.stringify(times));
