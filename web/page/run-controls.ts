/** Run and Stop beside an editor, how far the run is, and what went wrong in it. */

import type { CodeEditor } from './code-editor';
import type { Cut } from './interrupts';
import { isRecord } from './picture';
import { progressOf } from './runtime';

/** "waiting" for Python to arrive. */
export type Phase = 'none' | 'waiting' | 'running' | 'stopping';

/** After so many milliseconds a run counts as long. */
const LONG = 3000;

const SAYS: Record<Phase, string> = {
  none: '',
  waiting: 'Python is on its way. Your code runs as soon as it is here.',
  running: 'Running…',
  stopping: 'Stopping…',
};

const NEXT = 'Another cell is running. This one is next.';
const TAKES_LONG = 'Your code takes long. Wait for it, or press Stop.';
const KEPT = 'What it printed is here, and its variables are as they were when it stopped.';
const AFRESH = 'Python has started afresh; your code and your sliders are as you left them.';

export class RunControls {
  editor: CodeEditor | null = null;
  #phase: Phase = 'none';
  #loads = false;
  #long = 0;

  /**
   * element: what holds the buttons, the line of status and Python's message
   * alarm: shows a sentence in the block's alert, below a hint
   */
  constructor(
    private readonly element: HTMLElement,
    private readonly alarm: (text: string, hint?: string) => void,
    { run, stop }: { run(): void; stop(): void },
  ) {
    this.#button('run').addEventListener('click', run);
    this.#button('stop').addEventListener('click', stop);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Swaps the buttons, and says how far the run is; what else was said stays when it is over. */
  set phase(phase: Phase) {
    const before = this.#phase;
    if (phase === before) return;
    this.#phase = phase;
    clearTimeout(this.#long);
    if (phase === 'running') this.#expectEnd();
    const busy = phase === 'running' || phase === 'stopping';
    const run = this.#button('run');
    const stop = this.#button('stop');
    const hadFocus = document.activeElement === run || document.activeElement === stop;
    run.hidden = busy;
    stop.hidden = !busy;
    if (hadFocus) (busy ? stop : run).focus();
    const over = this.#loads || [SAYS[before], NEXT, TAKES_LONG].includes(this.said);
    this.#loads = false;
    if (SAYS[phase] || over) this.say(SAYS[phase]);
  }

  get said(): string {
    return this.#status.textContent ?? '';
  }

  say(text: string): void {
    if (this.said !== text) this.#status.textContent = text;
  }

  /** Says how much of a package is here; without a name, that the code runs now. */
  loading(name: string, loaded: number, total: number): void {
    clearTimeout(this.#long);
    this.#loads = name !== '';
    if (!name && this.#phase === 'running') this.#expectEnd();
    this.say(name ? `Loading ${name}… ${progressOf(loaded, total)}` : SAYS[this.#phase]);
  }

  /** Says that another cell comes first, or no longer does. */
  queue(waits: boolean): void {
    if (!waits && this.said !== NEXT) return;
    clearTimeout(this.#long);
    if (!waits && this.#phase === 'running') this.#expectEnd();
    this.say(waits ? NEXT : SAYS[this.#phase]);
  }

  takesLong(): void {
    this.say(TAKES_LONG);
  }

  /** Says that Stop has ended Python itself. */
  afresh(): void {
    this.say(`Stopped. ${AFRESH}`);
  }

  /** Shows an error of the reader's code as it came from the worker, or that there is none. */
  showError(error: unknown, cut: Cut | null = null): void {
    const { text, line, trace, hint, called, interrupted } = isRecord(error) ? error : {};
    const at = typeof line === 'number' ? line : null;
    this.editor?.mark(at);
    if (interrupted && cut === 'stopped') {
      this.say(`Stopped${at === null ? '' : ` in line ${at}`}. ${KEPT}`);
      this.alarm('');
      this.#trace('');
      return;
    }
    const place = at === null ? '' : `Line ${at}: `;
    const sentence = interrupted && cut === 'late' ? tooLong(called, at) : String(text);
    this.alarm(isRecord(error) ? place + sentence : '', String(hint ?? ''));
    this.#trace(isRecord(error) ? String(trace ?? '') : '');
  }

  clear(): void {
    this.showError(null);
    this.say('');
  }

  #expectEnd(): void {
    this.#long = setTimeout(() => this.takesLong(), LONG);
  }

  #trace(text: string): void {
    const details = this.element.querySelector('details.trace') as HTMLElement;
    details.hidden = text === '';
    (details.querySelector('pre') as HTMLElement).textContent = text;
  }

  get #status(): HTMLElement {
    return this.element.querySelector('.run-status') as HTMLElement;
  }

  #button(name: 'run' | 'stop'): HTMLButtonElement {
    return this.element.querySelector(`button.${name}`) as HTMLButtonElement;
  }
}

function tooLong(called: unknown, line: number | null): string {
  const again = 'took too long and was interrupted. The next move calls it again.';
  if (line === null) return `The picture ${again}`;
  return `${typeof called === 'string' && called ? `${called}()` : 'the code'} ${again}`;
}
