/** What both Pythons find in their file systems in memory, and how numbers cross through them. */

/** As much of a lesson's Python as draws its figures. */
export interface DrawingPython {
  files: Record<string, string>;
  figures: Record<string, unknown>;
}

/** All of a lesson's Python. */
export interface LessonPython extends DrawingPython {
  /** what an installer leaves of the engine besides its modules */
  installed: Record<string, string>;
  cells: Record<string, unknown>;
  /** the code of each figure's function, for those who want to see and change it */
  sources: Record<string, string>;
}

/** The part of Emscripten's file system that MicroPython and Pyodide share. */
export interface Files {
  mkdir(path: string): unknown;
  writeFile(path: string, data: string | Uint8Array): void;
  readFile(path: string): Uint8Array;
}

/** Writes the lesson's Python sources under `root`, and what its blocks bind to /lesson.json. */
export function furnish(
  files: Files,
  lesson: DrawingPython & Partial<LessonPython>,
  root: string,
): void {
  const folders = Object.keys(lesson.files).flatMap(foldersOf);
  for (const folder of [...new Set(folders)].sort()) files.mkdir(root + folder);
  for (const [path, source] of Object.entries(lesson.files)) files.writeFile(root + path, source);
  const { figures, cells } = lesson;
  files.writeFile('/lesson.json', JSON.stringify({ figures, cells }));
}

/** "a/b/c.py" lies in "a" and "a/b". */
function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}

/** Floats go in as bytes: a whole JavaScript number would reach MicroPython as a 32-bit integer. */
export function writeValues(files: Files, values: Float64Array): void {
  files.writeFile('/values', new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

export function readNumbers(files: Files): Float64Array<ArrayBuffer> {
  const bytes = files.readFile('/numbers');
  return new Float64Array(bytes.slice().buffer);
}
