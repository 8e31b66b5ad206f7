/** Brings the packages that code imports, from the site's own files, before the code runs. */

import type { PyodideAPI } from 'pyodide';
import { download, retryNow } from './download';

/** What the site carries. */
export interface Packages {
  /** the folder of the wheels */
  index: string;
  /** the wheel of micropip, which installs the others */
  installer: string;
  /** the wheels that a module takes */
  imports: Record<string, string[]>;
  files: Record<string, { name: string; size: number; sha256: string }>;
}

/** Is told what is being loaded, and how many of its bytes are here; an empty name ends it. */
export type Loading = (name: string, loaded: number, total: number) => void;

interface ImportsModule {
  lacking(code: string): string;
  install(paths: string): Promise<void>;
  carries(modules: string): void;
  missed(modules: string): void;
}

/** So many failures without a byte between them, and there is no connection. */
const FAILURES = 2;

/** After so many bytes the reader is told of the progress. */
const STEP = 100_000;

const ROOM = '/wheels/';

/** A wheel on its way. Once asked for it keeps coming, also while nobody waits for it. */
class Wheel {
  loaded = 0;
  readonly #wanted: { address: string; size: number; sha256: string };
  #content: Promise<Uint8Array> | null = null;
  #failures = 0;
  /** Of the one who waits for it now. */
  #progress: () => void = () => {};
  #giveUp: (reason: Error) => void = () => {};

  constructor(packages: Packages, file: string) {
    const { size = 0, sha256 = '' } = packages.files[file] ?? {};
    this.#wanted = { address: packages.index + file, size, sha256 };
  }

  get size(): number {
    return this.#wanted.size;
  }

  /** The wheel's bytes. Rejects where there is no connection, or no such wheel. */
  async content(progress: () => void): Promise<Uint8Array> {
    this.#failures = 0;
    this.#progress = progress;
    const stalled = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    this.#content ??= this.#download();
    retryNow();
    return Promise.race([this.#content, stalled]);
  }

  async #download(): Promise<Uint8Array> {
    try {
      return await download(
        this.#wanted,
        async (response) => new Uint8Array(await response.arrayBuffer()),
        {
          progress: (loaded) => {
            this.loaded = loaded;
            this.#progress();
          },
          retrying: (waits) => {
            this.#failures = waits ? this.#failures + 1 : 0;
            if (this.#failures === FAILURES) this.#giveUp(new Error('no connection'));
          },
        },
      );
    } catch (error) {
      this.#content = null;
      throw error;
    }
  }
}

/** The packages of one Python. */
export class Provider {
  readonly #pyodide: PyodideAPI;
  readonly #packages: Packages;
  readonly #imports: ImportsModule;
  readonly #wheels = new Map<string, Wheel>();
  readonly #installed = new Set<string>();
  #turn: Promise<void> = Promise.resolve();

  constructor(pyodide: PyodideAPI, packages: Packages) {
    this.#pyodide = pyodide;
    this.#packages = packages;
    this.#imports = pyodide.pyimport('imports') as ImportsModule;
    this.#imports.carries(JSON.stringify(Object.keys(packages.imports)));
  }

  /**
   * Installs the packages that the code imports and the site carries. Where that fails the code
   * meets Python's own error, which then says why.
   */
  async provide(code: string, tell: Loading): Promise<void> {
    // One after the other: two cells may want the same.
    this.#turn = this.#turn.then(() => this.#provide(code, tell));
    await this.#turn;
  }

  async #provide(code: string, tell: Loading): Promise<void> {
    const carried = Object.keys(this.#packages.imports);
    // Most code imports nothing, and need not be read twice.
    if (!carried.some((name) => code.includes(name))) return;
    const lacking: string[] = JSON.parse(this.#imports.lacking(code));
    const modules = lacking.filter((name) => carried.includes(name));
    if (modules.length === 0) return;
    const title = modules.join(' and ');
    try {
      await this.#install(modules, (loaded, total) => tell(title, loaded, total));
    } catch (error) {
      console.error(error);
      this.#imports.missed(JSON.stringify(modules));
    } finally {
      tell('', 0, 0);
    }
  }

  async #install(modules: string[], tell: (loaded: number, total: number) => void): Promise<void> {
    const { installer } = this.#packages;
    const files = [installer, ...modules.flatMap((name) => this.#packages.imports[name] ?? [])];
    const fresh = [...new Set(files)].filter((file) => !this.#installed.has(file));
    const contents = await this.#load(fresh, tell);
    const { FS } = this.#pyodide;
    FS.mkdirTree(ROOM);
    const paths: string[] = [];
    for (const [file, content] of contents) {
      if (file === installer) this.#pyodide.unpackArchive(content, 'wheel');
      else paths.push(ROOM + file);
      if (file !== installer) FS.writeFile(ROOM + file, content);
    }
    if (paths.length > 0) await this.#imports.install(JSON.stringify(paths));
    for (const path of paths) FS.unlink(path);
    for (const file of fresh) {
      this.#installed.add(file);
      this.#wheels.delete(file);
    }
  }

  async #load(
    files: string[],
    tell: (loaded: number, total: number) => void,
  ): Promise<Map<string, Uint8Array>> {
    const wheels = files.map((file) => this.#wheel(file));
    const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0);
    const total = sum(wheels.map(({ size }) => size));
    let told = '';
    const report = () => {
      const loaded = sum(wheels.map((wheel) => wheel.loaded));
      const step = (loaded / STEP).toFixed(0);
      if (step !== told) tell(loaded, total);
      told = step;
    };
    report();
    const contents = await Promise.all(wheels.map((wheel) => wheel.content(report)));
    return new Map(files.map((file, i) => [file, contents[i] as Uint8Array]));
  }

  #wheel(file: string): Wheel {
    const wheel = this.#wheels.get(file) ?? new Wheel(this.#packages, file);
    this.#wheels.set(file, wheel);
    return wheel;
  }
}
