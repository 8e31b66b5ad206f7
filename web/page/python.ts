/** The page's side of Pyodide, which runs the reader's cells. */

import { type Remote, wrap } from 'comlink';
import type { CellsEvent, CellsWorker, Dead, Answered as Sent } from './cells.worker';
import type { Wanted } from './download';
import { Bell, type Watch } from './interrupts';
import type { Printed } from './output';
import { isRecord } from './picture';
import { shortcut } from './shortcut';
import { address, site } from './site';
import type { Kept, PythonSources } from './waking';
import { broken, Unstarted } from './worker-failure';

/** What a reader is told when Pyodide cannot be had. */
export const UNREACHABLE =
  'Python could not be loaded. Check the connection, then press Run to try again.';

/** Thrown to whoever waits for an answer of a worker that has ended; tells the reader why. */
export class Ended extends Error {}

/** Thrown where a call has waited for a worker that is gone, or not fit for it any more. */
export class Overtaken extends Ended {}

/** The reader has stopped what had not begun, and knows. */
const UNBEGUN = '';
const ELSEWHERE = 'Python was stopped in another cell. Press Run to start again.';
const STUBBORN =
  'Your code took too long and did not let itself be interrupted, so Python has started afresh.';
const DEAD: Record<Dead, string> = {
  memory: 'Python ran out of memory and has started afresh. Use smaller lists, or fewer of them.',
  depth:
    'Your code went too deep: functions within functions, or lists within lists. ' +
    'Python has started afresh.',
  exit: 'Your code asked Python to exit. Python has started afresh.',
  fault: 'Your code broke Python itself, which has started afresh.',
};

const FLOODED = 'Your code flooded the page with messages, so Python has started afresh.';

/** Messages that the page takes in a second; so many letters count as one more. */
const MESSAGES = 5000;
const LETTERS = 1000;

/** How long, in milliseconds, a call may go on after an interrupt before its worker is ended. */
const GRACE = 1000;

/** In milliseconds, after which a worker is started again whose script did not come. */
const AGAIN = [500, 2000];

/** How long a function may take that a slider or the player calls. */
export const LIMIT = 2000;

/** How long code may take that is run again without having been asked for. */
export const RERUN_LIMIT = 10_000;

/** An answer, and the worker that gave it: names that it knows are gone with it. */
export interface Answered extends Sent {
  generation: number;
}

type Ask = (remote: Remote<CellsWorker>, watch: Watch) => Promise<unknown>;

/** A call under way: how to tell the one who waits for it that no answer will come. */
interface Asked {
  block: string;
  limit: number;
  /** whether it needs nothing that a worker knows, but one that nothing was changed in */
  anew: boolean;
  /** hands it to the worker; null once it is there */
  send: (() => void) | null;
  reject(reason: Ended): void;
}

/** What the runtime tells: it woke, it was stopped, it printed, bytes have come or stay away. */
type Listener = {
  /** A package is on its way for this block; without a name, that is over. */
  loading?(block: string, name: string, loaded: number, total: number): void;
  output?(block: string, printed: Printed): void;
  progress?(loaded: number, total: number): void;
  retrying?(waits: boolean): void;
  state?(): void;
  /** The worker has got another call to answer, or is at another one. */
  turn?(): void;
};

type State = 'asleep' | 'waking' | 'ready' | 'failed';

/** Pyodide in its worker, which is ended and started again when the reader's code will not stop. */
class Cells {
  /** "asleep" until the first wake(); "waking" again after a stop. */
  state: State = 'asleep';
  /** Counts the workers: names that code has defined live as long as theirs. */
  generation = 0;

  #worker: Worker | null = null;
  /** The worker's ear: it listens before Python is there. */
  #ear: Remote<CellsWorker> | null = null;
  #remote: Promise<Remote<CellsWorker>> | null = null;
  #bell = new Bell();
  /**
   * In the order in which the worker takes them; the first is the one that it is at. It has those of
   * one block only: a stop is for them, and must not meet what comes next.
   */
  #asked: Asked[] = [];
  /** How often each block was stopped: a run that waits for another worker must not begin then. */
  #stops = new Map<string, number>();
  #overdue = 0;
  #heard = 0;
  #heardSince = 0;
  /** Whether the next run should have another worker. */
  #worn = false;
  #full = false;
  #listeners = new Set<Listener>();
  /** from the first worker, before any of the reader's code has run there */
  #kept: Kept | undefined;

  listen(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Whether a call of this block waits for one of another block. */
  isQueued(block: string): boolean {
    const [first] = this.#asked;
    return first !== undefined && first.block !== block && this.#isAsked(block);
  }

  /** Loads Python unless that has begun; settles when a cell can run. */
  async wake(): Promise<void> {
    this.#remote ??= this.#boot();
    await this.#remote;
  }

  /** The reader does not want to wait for the next try to load Python. */
  async retry(): Promise<void> {
    if (this.state === 'failed') await this.wake();
    else await this.#ear?.retry();
  }

  async run(block: string, code: string, limit = Number.POSITIVE_INFINITY): Promise<Answered> {
    return this.#anew(block, code, (remote, watch) => remote.run(watch, block, code), limit);
  }

  async draw(block: string, values: Float64Array): Promise<Answered> {
    return this.#ask(block, (remote, watch) => remote.draw(watch, block, values), LIMIT);
  }

  async advance(block: string, order: Float64Array): Promise<Answered> {
    return this.#ask(block, (remote, watch) => remote.advance(watch, block, order), LIMIT);
  }

  async rewind(block: string): Promise<Answered> {
    return this.#ask(block, (remote, watch) => remote.rewind(watch, block), LIMIT);
  }

  async defineFigure(block: string, code: string, values: Float64Array): Promise<Answered> {
    const ask: Ask = (remote, watch) => remote.defineFigure(watch, block, code, values);
    return this.#anew(block, code, ask);
  }

  async drawFigure(block: string, values: Float64Array): Promise<Answered> {
    return this.#ask(block, (remote, watch) => remote.drawFigure(watch, block, values), LIMIT);
  }

  /**
   * Interrupts what the worker is doing for a block; ends it when that does not help, and wakes the
   * next one. What still waits does not begin, and what other blocks wait for comes sooner.
   * Whether the worker has survived it, with all that code has defined there.
   */
  async stop(block: string): Promise<boolean> {
    this.#withdraw(block);
    const { generation } = this;
    const asked = this.#asked.filter((call) => call.block === block);
    if (asked.length === 0) return true;
    this.#bell.ring();
    const over = () => asked.every((call) => !this.#asked.includes(call));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GRACE);
      this.#settled = () => {
        if (!over()) return;
        clearTimeout(timer);
        resolve();
      };
      this.#settled();
    });
    if (over()) return this.generation === generation;
    await this.#renew(ELSEWHERE);
    return false;
  }

  /** Takes back what the worker has not been given of a block. */
  #withdraw(block: string): void {
    this.#stops.set(block, this.#stopsOf(block) + 1);
    const waiting = this.#asked.filter((call) => call.block === block && call.send);
    this.#asked = this.#asked.filter((call) => !waiting.includes(call));
    for (const { reject } of waiting) reject(new Ended(UNBEGUN));
    this.#turn();
  }

  #stopsOf(block: string): number {
    return this.#stops.get(block) ?? 0;
  }

  /** Runs code in a Python that nothing has been changed in, however long it has to wait. */
  async #anew(block: string, code: string, ask: Ask, limit?: number): Promise<Answered> {
    const stops = this.#stopsOf(block);
    for (;;) {
      if (this.#worn) await this.#renew(ELSEWHERE);
      if (stops !== this.#stopsOf(block)) throw new Ended(UNBEGUN);
      try {
        await this.#provide(block, code);
        return await this.#ask(block, ask, limit, true);
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  }

  /** Ends the worker whatever it is doing, and wakes the next one. `why` is for whom it worked. */
  async #renew(why: string): Promise<void> {
    this.#worn = this.#full = false;
    this.#worker?.terminate();
    for (const { reject, send } of this.#asked.splice(0)) {
      reject(send ? new Overtaken(ELSEWHERE) : new Ended(why));
    }
    this.#remote = this.#boot();
    await this.#remote;
  }

  /** Has the packages brought that the code imports. */
  async #provide(block: string, code: string): Promise<void> {
    const { packages } = site;
    if (!packages) return;
    const here = { ...packages, index: address(packages.index) };
    const ask: Ask = (remote) => remote.provide(block, code, here);
    await this.#ask(block, ask, undefined, true);
  }

  /** Called whenever a call is over. */
  #settled: () => void = () => {};

  async #ask(
    block: string,
    ask: Ask,
    limit = Number.POSITIVE_INFINITY,
    anew = false,
  ): Promise<Answered> {
    await this.wake();
    const remote = await this.#remote;
    if (!remote) throw new Ended(ELSEWHERE);
    const { generation } = this;
    return new Promise((resolve, reject) => {
      const send = () => {
        asked.send = null;
        ask(remote, { bell: this.#bell.address, limit })
          .then((answer) => resolve(this.#alive(checked(answer, generation))))
          .catch(reject)
          .finally(() => this.#answered(asked));
      };
      const asked: Asked = { block, limit, anew, send, reject };
      this.#asked.push(asked);
      this.#turn();
    });
  }

  #answered(asked: Asked): void {
    this.#asked = this.#asked.filter((other) => other !== asked);
    this.#turn();
    this.#settled();
    // What the reader's code holds of the memory should not stay until the next run.
    if (this.#full) void this.#replace(ELSEWHERE);
  }

  /** Called whenever there is another call, or one less. */
  #turn(): void {
    for (const call of [...this.#asked]) {
      if (call.block !== this.#asked[0]?.block) break;
      if (call.send && call.anew && this.#worn) {
        this.#asked = this.#asked.filter((other) => other !== call);
        call.reject(new Overtaken(ELSEWHERE));
      } else {
        call.send?.();
      }
    }
    this.#hurry();
    for (const listener of this.#listeners) listener.turn?.();
  }

  /** A worker that does not interrupt a call after its limit will not do it later. */
  #hurry(): void {
    clearTimeout(this.#overdue);
    const limit = this.#asked[0]?.limit ?? Number.POSITIVE_INFINITY;
    if (limit === Number.POSITIVE_INFINITY) return;
    this.#overdue = setTimeout(() => void this.#replace(STUBBORN), limit + GRACE);
  }

  /** An answer of a Python that is still there. Raises Ended for the last words of a dead one. */
  #alive(answer: Answered): Answered {
    if (answer.left !== 'clean') this.#worn = true;
    if (!answer.dead) {
      this.#full = answer.left === 'full';
      return answer;
    }
    const why = DEAD[answer.dead];
    void this.#replace(why);
    throw new Ended(why);
  }

  /** Renews without anybody waiting for it; if it fails, the next wake() tells. */
  async #replace(why: string): Promise<void> {
    try {
      await this.#renew(why);
    } catch (error) {
      console.error(error);
    }
  }

  async #boot(tries = 0): Promise<Remote<CellsWorker>> {
    this.generation += 1;
    const { generation } = this;
    this.#become('waking');
    const worker = new Worker(address(site.workers.cells), { type: 'module' });
    this.#worker = worker;
    const failed = broken(worker);
    failed.catch(() => {}); // Told below: until then it may be a moment.
    worker.addEventListener('message', ({ data }) => this.#hear(data));
    const remote = wrap<CellsWorker>(worker);
    this.#ear = remote;
    const at = (file: Wanted) => ({ ...file, address: address(file.address) });
    const kind = this.#kept?.shortcut.kind ?? (await shortcut());
    const sources: PythonSources = {
      script: at(site.pyodide.script),
      program: at(site.pyodide.program),
      library: at(site.pyodide.library),
      packages: at(site.pyodide.packages),
      shortcut: { kind, ...at(site.pyodide[kind]) },
      lesson: address(site.python),
      ...(this.#kept ? { kept: this.#kept } : {}),
    };
    try {
      await Promise.race([remote.boot(sources), failed]);
    } catch (error) {
      worker.terminate();
      const pause = AGAIN[tries];
      if (error instanceof Unstarted && pause !== undefined) {
        for (const listener of this.#listeners) listener.retrying?.(true);
        await new Promise((resolve) => setTimeout(resolve, pause));
        for (const listener of this.#listeners) listener.retrying?.(false);
        if (generation !== this.generation) throw new Ended(ELSEWHERE);
        return this.#boot(tries + 1);
      }
      this.#remote = null;
      this.#become('failed');
      throw error;
    }
    if (!this.#kept) void this.#keep(remote);
    this.#become('ready');
    return remote;
  }

  /** Without it, the next worker loads everything again. */
  async #keep(remote: Remote<CellsWorker>): Promise<void> {
    this.#kept = (await remote.kept().catch(() => null)) ?? undefined;
  }

  /** Ours sends some hundred messages a second at most. */
  #flooded(data: unknown): boolean {
    const now = performance.now();
    if (now - this.#heardSince > 1000) {
      this.#heardSince = now;
      this.#heard = 0;
    }
    const { printed } = isRecord(data) ? data : {};
    const { head, tail } = isRecord(printed) ? printed : {};
    this.#heard += 1 + (String(head).length + String(tail).length) / LETTERS;
    return this.#heard > MESSAGES;
  }

  /** Of another block the worker has nothing to tell: what it says then is forged. */
  #isAsked(block: unknown): block is string {
    return this.#asked.some((call) => call.block === block);
  }

  #become(state: State): void {
    this.state = state;
    for (const listener of this.#listeners) listener.state?.();
  }

  /** The reader's code can send anything from that worker: take only what has the right shape. */
  #hear(data: unknown): void {
    if (this.#flooded(data)) return void this.#replace(FLOODED);
    if (!isRecord(data)) return;
    const event = data as Partial<CellsEvent>;
    if (event.kind === 'progress' && isNumber(event.loaded) && isNumber(event.total)) {
      for (const listener of this.#listeners) listener.progress?.(event.loaded, event.total);
    } else if (event.kind === 'retrying') {
      for (const listener of this.#listeners) listener.retrying?.(event.waits === true);
    } else if (event.kind === 'loading' && this.#isAsked(event.block)) {
      const { block, name, loaded, total } = event;
      for (const listener of this.#listeners) {
        listener.loading?.(block, String(name ?? ''), Number(loaded), Number(total));
      }
    } else if (event.kind === 'output' && this.#isAsked(event.block)) {
      const printed = print(event.printed);
      if (!printed) return;
      for (const listener of this.#listeners) listener.output?.(event.block, printed);
    }
  }
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function print(value: unknown): Printed | null {
  const { head, left, lines, tail } = isRecord(value) ? value : {};
  if (typeof head !== 'string' || typeof tail !== 'string') return null;
  if (typeof left !== 'number' || typeof lines !== 'number') return null;
  return { head, left, lines, tail };
}

/** What a worker answered, if it has the shape of an answer: the reader's code can forge one. */
function checked(answer: unknown, generation: number): Answered {
  const { text, numbers, cut, dead, left } = isRecord(answer) ? answer : {};
  if (typeof text !== 'string' || !(numbers instanceof Float64Array)) {
    throw new TypeError('no answer of the worker');
  }
  return {
    text,
    numbers,
    generation,
    left: left === 'worn' || left === 'full' ? left : 'clean',
    cut: cut === 'stopped' || cut === 'late' ? cut : null,
    dead: typeof dead === 'string' && dead in DEAD ? (dead as Dead) : null,
  };
}

export const cells = new Cells();
