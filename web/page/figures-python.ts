/** The page's side of MicroPython, which draws the figures. */

import { type Remote, wrap } from 'comlink';
import type { FiguresWorker } from './figures.worker';
import { type Started, startFigures } from './figures-start';
import type { Packed } from './picture';

/** A figure takes milliseconds: after so many without an answer, the browser has ended the worker. */
const DEADLINE = 10_000;

/** The worker did not come, or is no more; another one may do better. */
export class Lost extends Error {}

/** MicroPython in one worker. */
class Python {
  readonly #worker: Worker;
  readonly #remote: Remote<FiguresWorker>;
  readonly #booted: Promise<void>;

  constructor({ worker, broken }: Started) {
    this.#worker = worker;
    this.#remote = wrap<FiguresWorker>(worker);
    this.#booted = Promise.race([this.#remote.booted(), broken]).catch((error) => {
      throw new Lost('no MicroPython', { cause: error });
    });
    this.#booted.catch(console.error);
  }

  /** The call goes out at once, and waits in the worker for Python. */
  async draw(block: string, values: Float64Array): Promise<Packed> {
    const drawn = this.#remote.draw(block, values) as Promise<Packed>;
    drawn.catch(() => {}); // Without Python, the failure of all calls is told below.
    await this.#booted;
    let timer = 0;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Lost('no answer')), DEADLINE);
    });
    return Promise.race([drawn, late]).finally(() => clearTimeout(timer));
  }

  end(): void {
    this.#worker.terminate();
  }
}

/** The Python that draws figures. It starts with the page, and again when its worker is lost. */
class Figures {
  #python = new Python(globalThis.figuresStarted ?? startFigures(false));

  async draw(block: string, values: Float64Array): Promise<Packed> {
    const python = this.#python;
    try {
      return await python.draw(block, values);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
    }
    // Several figures may miss the same worker.
    if (this.#python === python) {
      python.end();
      this.#python = new Python(startFigures(true));
    }
    return this.#python.draw(block, values);
  }
}

export const figures = new Figures();
