/** The package ships no types: this is the part of it that the figures' worker uses. */
declare module '@micropython/micropython-webassembly-pyscript/micropython.mjs' {
  export interface MicroPython {
    FS: {
      mkdir(path: string): unknown;
      writeFile(path: string, data: string | Uint8Array): void;
      readFile(path: string): Uint8Array;
    };
    runPython(code: string): unknown;
    pyimport(name: string): unknown;
  }

  export function loadMicroPython(options: {
    /** the address of micropython.wasm */
    url: string;
    /** bytes for Python's objects */
    heapsize: number;
  }): Promise<MicroPython>;
}
