/**
 * The memory of a Pyodide that was started when the site was built, with the modules that every
 * page's Python imports. It is kept as what differs from the memory of a Pyodide that has not been
 * started, and starting is then no more than writing that down.
 *
 * What Pyodide offers for this (`_makeSnapshot`, `_loadSnapshot`) is not documented, so its version
 * is pinned, and the build restores each snapshot that it makes. That runs in Node, this file too:
 * it imports nothing but types.
 */

import type { loadPyodide } from 'pyodide';

/** The little we know of Emscripten's module and of its settings. */
export interface Module {
  HEAPU8: Uint8Array;
  API: { config: { BUILD_ID: string }; restoreSnapshot(): unknown };
}

interface Settings {
  instantiateWasm(imports: WebAssembly.Imports, received: Received): object;
}

type Received = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

export type CreateModule = (settings: Settings) => Promise<Module>;

type Options = NonNullable<Parameters<typeof loadPyodide>[0]>;

/** What stands at the beginning of a snapshot, as JSON. */
export interface Header {
  /** names the build of Pyodide; another one has everything elsewhere */
  build: string;
  /** of the whole memory, in bytes */
  size: number;
  /** so many of its first bytes are the program's own data: all after them are zero */
  data: number;
  /** what Python refers to outside its memory: Pyodide's own to read */
  state: unknown;
  /** pairs of a place and a length: what of the memory follows, piece after piece */
  pieces: number[];
}

/**
 * Options for loadPyodide() by which it goes on where the snapshot was made.
 *
 * snapshot: as `packed` made it. Throws where it is none, or one of another build.
 */
export function restoring(
  create: CreateModule,
  program: WebAssembly.Module,
  snapshot: ArrayBuffer,
): Options {
  const { header, bytes } = unpacked(snapshot);
  const restored = async (settings: Settings) => {
    let fresh = new Uint8Array();
    const module = await instantiated(create, settings, program, (memory) => {
      memory.grow(Math.max(0, header.size - memory.buffer.byteLength) / PAGE);
      fresh = new Uint8Array(memory.buffer, 0, header.data).slice();
    });
    if (module.API.config.BUILD_ID !== header.build) throw new Error('a snapshot of another build');
    module.API.restoreSnapshot = () => {
      write(module.HEAPU8, fresh, header.pieces, bytes);
      return header.state;
    };
    return module;
  };
  // With a snapshot, whatever it is, Pyodide does not start Python but calls restoreSnapshot().
  return { _loadSnapshot: new Uint8Array(1), createPyodideModule: restored } as unknown as Options;
}

/** Options for loadPyodide() by which it starts in a program that is compiled already. */
export function compiled(create: CreateModule, program: WebAssembly.Module): Options {
  const started = (settings: Settings) => instantiated(create, settings, program, () => {});
  return { createPyodideModule: started } as unknown as Options;
}

/** Of WebAssembly's memories, in bytes. */
const PAGE = 65536;

/**
 * A new module from a program that is compiled already; Pyodide itself would fetch and compile it.
 *
 * begun: is shown the memory before anything of the program has run
 */
export function instantiated(
  create: CreateModule,
  settings: Settings,
  program: WebAssembly.Module,
  begun: (memory: WebAssembly.Memory) => void,
): Promise<Module> {
  return new Promise((resolve, reject) => {
    const instantiateWasm: Settings['instantiateWasm'] = (imports, received) => {
      // Pyodide has these two in a program of WebAssembly too, for browsers that can run it.
      const failed = Symbol('failed');
      Object.assign(imports.env ?? {}, {
        Jsv_GetError_import: () => failed,
        JsvError_Check: (value: unknown) => value === failed,
      });
      WebAssembly.instantiate(program, imports).then((instance) => {
        begun(instance.exports.memory as WebAssembly.Memory);
        received(instance, program);
      }, reject);
      return {};
    };
    create(Object.assign(settings, { instantiateWasm })).then(resolve, reject);
  });
}

function write(memory: Uint8Array, fresh: Uint8Array, pieces: number[], bytes: Uint8Array): void {
  // What has run so far has left its traces.
  memory.fill(0, fresh.length);
  memory.set(fresh);
  let read = 0;
  for (let i = 0; i < pieces.length; i += 2) {
    const [place = 0, length = 0] = pieces.slice(i, i + 2);
    memory.set(bytes.subarray(read, read + length), place);
    read += length;
  }
}

/** Differences are looked for in pieces of so many bytes. */
const GRAIN = 64;

/** What a snapshot is kept as: the length of the header, the header, the pieces of the memory. */
export function packed(
  memory: Uint8Array<ArrayBuffer>,
  fresh: Uint8Array,
  { build, state }: Pick<Header, 'build' | 'state'>,
): Uint8Array {
  const pieces: number[] = [];
  for (let place = 0; place < memory.length; place += GRAIN) {
    if (same(memory, fresh, place)) continue;
    const [last = 0, length = 0] = pieces.slice(-2);
    if (length && last + length === place) pieces[pieces.length - 1] = length + GRAIN;
    else pieces.push(place, GRAIN);
  }
  const data = fresh.findLastIndex((byte) => byte !== 0) + 1;
  const header: Header = { build, size: memory.length, data, state, pieces };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, text.length, true);
  const parts = [new Uint8Array(length.buffer), text];
  for (let i = 0; i < pieces.length; i += 2) {
    const [place = 0, size = 0] = pieces.slice(i, i + 2);
    parts.push(memory.subarray(place, place + size));
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

function same(memory: Uint8Array, fresh: Uint8Array, place: number): boolean {
  for (let i = place; i < place + GRAIN; i++) {
    if (memory[i] !== (fresh[i] ?? 0)) return false;
  }
  return true;
}

function unpacked(snapshot: ArrayBuffer): { header: Header; bytes: Uint8Array } {
  const length = new DataView(snapshot).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(snapshot, 4, length));
  const header = JSON.parse(text) as Header;
  const bytes = new Uint8Array(snapshot, 4 + length);
  const told = header.pieces.reduce((sum, value, i) => sum + (i % 2 ? value : 0), 0);
  if (bytes.length !== told) throw new Error('a snapshot that is not whole');
  return { header, bytes };
}
