/** A cell: the reader's Python, run in Pyodide, with what it printed, drew and earned. */

import { Block, record } from './block';
import { type CodeEditor, openEditor } from './code-editor';
import { CodeGrip, type Grip } from './grip';
import { kept } from './kept';
import { Newest } from './newest';
import { OutputLog } from './output-log';
import { isRecord, type Trace, unpack } from './picture';
import { type Answered, cells, Ended, Overtaken, RERUN_LIMIT, UNREACHABLE } from './python';
import { type Phase, RunControls } from './run-controls';
import type { State } from './state';

/** The name whose points can be dragged in a cell's chart. */
const MOVABLE = 'data';

/** How long sliders must rest, in milliseconds, before a task says what is still wrong. */
const REST = 400;

const FIXED =
  'These points cannot be dragged: the code does not list them as numbers. Change it, or press Run.';

const SHARED = 'This code came with the link. Press Run to see it at work.';
const AS_LEFT = 'Your code is as you left it. Press Run to see it at work.';

/** After so many milliseconds a call of a part, or the wait for another cell, counts as long. */
const PATIENCE = 700;

/** What came back from the reader's code, checked. */
export interface Answer {
  numbers: Float64Array;
  readouts: [string, string][];
}

function pairs(value: unknown): [string, string][] {
  if (!Array.isArray(value)) return [];
  return value.filter(Array.isArray).map(([a, b]) => [`${a}`, `${b}`]);
}

export class CellBlock extends Block {
  readonly #following = new Newest<Float64Array>((values) => this.#follow(values));
  #starter = '';
  /** What stands in the editor's place before there is one. */
  #unedited = '';
  /** Where the sliders stood in a state that was taken on: the first run of its code puts them there. */
  #left: { code: string; sliders: Record<string, number> } | null = null;
  /** The code whose names the sliders move, and the worker in which it ran. */
  #ran = { code: '', generation: 0 };
  #controls!: RunControls;
  #log!: OutputLog;
  #settling = 0;
  /** Runs while another cell's code keeps this one's waiting. */
  #queued = 0;
  /** Whether the sliders have moved while something ran, and the picture has not followed. */
  #behind = false;
  /** Counts the runs, and what puts an end to them: a run that is not the last has nothing to say. */
  #turn = 0;
  /** How many calls of a part are under way, and whether they take so long that they can be stopped. */
  #asked = 0;
  #long = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#starter = (this.#static.textContent ?? '').trimEnd();
    this.#ran.code = this.#unedited = this.#starter;
    this.#log = new OutputLog(this.querySelector('[role=log]') as HTMLElement);
    this.#controls = new RunControls(this, (text, hint) => this.alarm(text, hint), {
      run: () => void this.run(),
      stop: () => void this.#stop(),
    });
    this.#button('Reset')?.addEventListener('click', () => this.#reset());
    this.#button('Hint')?.addEventListener('click', () => this.#hint());
    this.#button('Show solution')?.addEventListener('click', () => this.#showSolution());
    cells.listen({
      state: () => this.#refresh(),
      output: (block, printed) => {
        if (block === this.id) this.#log.add(printed);
      },
      loading: (block, ...progress) => {
        if (block === this.id) this.#controls.loading(...progress);
      },
      turn: () => this.#wait(),
    });
    this.#recallVerdict();
    this.resume();
    this.#refresh();
  }

  protected override async near(): Promise<void> {
    await Promise.all([super.near(), this.#edit()]);
    this.#drawAsLeft();
  }

  override get state(): State {
    return { ...super.state, ...(this.changed ? { code: this.code } : {}) };
  }

  /** Takes on a state. Code waits for Run: until then the chart is the one that the lesson begins with. */
  override restore(state: State): void {
    const { code = this.#starter, sliders } = state;
    this.#begin();
    super.restore(state);
    // A run may set the sliders anywhere, and so may what was kept of one.
    if (sliders) this.sliders.set(sliders);
    this.#left = sliders ? { code, sliders } : null;
    this.#write(code);
    if (this.changed) this.#controls.say(this.shared ? SHARED : AS_LEFT);
    this.#recallVerdict();
    if (this.begun) this.#drawAsLeft();
  }

  override taken(): void {
    if (this.#controls.said === SHARED) this.#controls.say(AS_LEFT);
  }

  /** Sliders may move what the lesson begins with. All other code waits for Run. */
  #drawAsLeft(): void {
    if (!this.#left || this.changed) return;
    this.#left = null;
    this.draw();
  }

  get code(): string {
    return this.#editor?.text ?? this.#unedited;
  }

  /** Whether the editor holds something else than what the cell came with. */
  get changed(): boolean {
    return this.code !== this.#starter;
  }

  /** Runs the code as soon as Python is there. */
  async run(): Promise<void> {
    if (this.#phase !== 'none') return;
    this.#clear();
    this.#become(cells.state === 'ready' ? 'running' : 'waiting');
    const code = this.code;
    this.#turn += 1;
    const turn = this.#turn;
    const goesOn = () => turn === this.#turn;
    try {
      await cells.wake();
      if (!goesOn()) return;
      this.#become('running');
      const packed = await cells.run(this.id, code);
      if (goesOn()) await this.#finish(code, packed);
    } catch (error) {
      if (goesOn()) this.#fail(error);
    } finally {
      if (goesOn() && !this.#stopping) this.#become('none');
    }
  }

  /**
   * Makes sure that what is in the editor has run, in the worker that is there now. False where it
   * cannot be played: it failed, or is running already.
   */
  async prepare(): Promise<boolean> {
    if (this.#phase !== 'none') return false;
    if (this.code !== this.#ran.code) await this.run();
    else if (this.#ran.generation !== cells.generation) await this.#again();
    return this.code === this.#ran.code && this.#ran.generation === cells.generation;
  }

  /**
   * Calls into code that has run, for a part that plays it: what came back, or null where nothing
   * did or the code failed, of which the reader has been told. A call that takes long can be stopped.
   */
  async ask(call: () => Promise<Answered>): Promise<Answer | null> {
    if (this.#phase !== 'none' && !this.#long) return null;
    try {
      const { text, numbers, cut } = await this.#patiently(call);
      const result = record(text);
      if (result.error !== undefined || this.#failed) this.#controls.showError(result.error, cut);
      if (result.error !== undefined) return null;
      return { numbers, readouts: pairs(result.readouts) };
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  /** Calls into Python without a run of the reader's; if that takes long, it can be stopped. */
  async #patiently(call: () => Promise<Answered>): Promise<Answered> {
    const long = setTimeout(() => {
      this.#long = true;
      this.#become('running');
      if (cells.isQueued(this.id)) this.#controls.queue(true);
      else this.#controls.takesLong();
    }, PATIENCE);
    this.#asked += 1;
    try {
      return await call();
    } finally {
      clearTimeout(long);
      this.#asked -= 1;
      if (this.#long && this.#asked === 0) {
        this.#long = false;
        if (!this.#stopping) this.#become('none');
      }
    }
  }

  /** Says so if another cell's code keeps this one's waiting. */
  #wait(): void {
    if (!cells.isQueued(this.id)) {
      clearTimeout(this.#queued);
      this.#queued = 0;
      this.#controls.queue(false);
    } else {
      this.#queued ||= setTimeout(() => this.#controls.queue(true), PATIENCE);
    }
  }

  /** Runs the code that the reader has run before, in a new worker, without judging it again. */
  async #again(): Promise<void> {
    this.#clear();
    this.#become(cells.state === 'ready' ? 'running' : 'waiting');
    try {
      await cells.wake();
      const packed = await cells.run(this.id, this.#ran.code);
      await this.#showResult(packed);
      this.#ran.generation = packed.generation;
    } catch (error) {
      this.#fail(error);
    } finally {
      if (!this.#stopping) this.#become('none');
    }
  }

  protected override moved(values: Float64Array): void {
    void this.#following.send(values);
  }

  /** A trace's points stand in the code: there they follow the reader's hand. */
  override grip(trace: Trace): Grip | null {
    const list = this.#phase === 'none' ? this.#editor?.points(MOVABLE) : null;
    if (list?.holds(trace)) return new CodeGrip(this, list);
    this.#controls.say(FIXED);
    return null;
  }

  /** Undo and redo take dragged points back and forth, in the chart as in the code. */
  #undo(): void {
    const list = this.#editor?.points(MOVABLE);
    if (!this.numbers || list?.values.length !== this.numbers.length) return;
    this.numbers = Float64Array.from(list.values);
    this.send();
  }

  /** Draws the picture for new slider values, through the names that the code defined. */
  async #follow(values: Float64Array): Promise<void> {
    this.#behind = this.#phase !== 'none';
    if (this.#behind) return;
    try {
      await cells.wake();
      if (this.#ran.generation !== cells.generation) {
        const run = () => cells.run(this.id, this.#ran.code, RERUN_LIMIT);
        const packed = await this.#patiently(run);
        if (packed.cut) return void (await this.#showResult(packed));
        this.#ran.generation = packed.generation;
      }
      const result = await this.#showResult(await cells.draw(this.id, values));
      this.#follows(result);
    } catch (error) {
      if (error instanceof Overtaken) this.draw();
      else this.#fail(error);
    }
  }

  async #finish(code: string, packed: Answered): Promise<void> {
    const result = await this.#showResult(packed);
    if (!('sliders' in result)) return;
    this.#ran = { code, generation: packed.generation };
    this.numbers = null;
    this.ran();
    this.touched();
    if (isRecord(result.sliders)) {
      const numbers = Object.entries(result.sliders).filter(([, value]) => Number.isFinite(value));
      this.sliders.set(Object.fromEntries(numbers) as Record<string, number>);
      this.#behind = false;
    }
    if (this.#left?.code === code) {
      this.sliders.set(this.#left.sliders);
      this.#behind = true;
    }
    this.#left = null;
    const { verdict, message } = result;
    // Where the sliders stand elsewhere, what is wrong there is told then.
    const judged = verdict === 'passed' || (verdict === 'wrong' && !this.#behind);
    if (judged) this.#judge(verdict, String(message ?? ''));
  }

  /** A task may follow the sliders: what is wrong is told only when they have come to rest. */
  #follows({ verdict, message }: Record<string, unknown>): void {
    clearTimeout(this.#settling);
    if (verdict === 'passed') this.#judge('passed', String(message ?? ''));
    else if (verdict === 'wrong')
      this.#settling = setTimeout(() => this.#judge('wrong', String(message ?? '')), REST);
  }

  /** Shows what came back of a run or a slider's move, and returns it. */
  async #showResult(packed: Answered): Promise<Record<string, unknown>> {
    const result = record(packed.text);
    this.#log.render();
    this.#controls.showError(result.error, packed.cut);
    this.showReadouts(pairs(result.readouts));
    if (typeof result.picture === 'string') {
      await this.show(unpack({ text: result.picture, numbers: packed.numbers }));
    }
    return result;
  }

  #fail(error: unknown): void {
    if (error instanceof Ended) {
      if (!this.#stopping) this.alarm(error.message);
      return;
    }
    console.error(error);
    this.alarm(
      cells.state === 'failed' ? UNREACHABLE : 'The run broke off. Press Run to try again.',
    );
  }

  async #stop(): Promise<void> {
    if (this.#phase !== 'running') return;
    this.#become('stopping');
    try {
      if (!(await cells.stop(this.id))) this.#controls.afresh();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#become('none');
    }
  }

  /** Undo in the editor brings the reader's code back. */
  #reset(): void {
    this.#write(this.#starter);
    this.#left = null;
    this.sliders.reset();
    this.#begin();
    this.touched();
  }

  /** Everything but the code and the sliders is as the lesson begins with it; a run ends. */
  #begin(): void {
    this.numbers = null;
    this.#behind = false;
    this.#turn += 1;
    if (this.#phase === 'running') void this.#stop();
    if (this.#phase === 'waiting') this.#become('none');
    this.#clear();
    this.#ran = { code: this.#starter, generation: 0 };
    if (this.dataset.verdict) this.dataset.verdict = 'open';
    if (this.begun) void this.drawStart();
  }

  #write(code: string): void {
    if (code === this.code) return;
    this.#unedited = code;
    if (this.#editor) this.#editor.text = code;
    else (this.#static.firstElementChild as HTMLElement).textContent = code;
  }

  #recallVerdict(): void {
    if (!this.shared && kept(this.id).passed) this.#judge('passed', 'You have solved this one.');
  }

  #judge(verdict: 'passed' | 'wrong', message: string): void {
    this.dataset.verdict = verdict;
    const line = this.querySelector('.verdict');
    if (line) line.textContent = message;
    if (verdict === 'passed') this.keep({ passed: true });
  }

  /** Opens the next hint; after the last one the solution may be asked for. */
  #hint(): void {
    const closed = [...this.querySelectorAll<HTMLElement>('.hints li[hidden]')];
    closed[0]?.removeAttribute('hidden');
    this.announce(`Hint: ${closed[0]?.textContent?.trim()}`);
    if (closed.length > 1) return;
    this.#button('Hint')?.setAttribute('hidden', '');
    const solution = this.#button('Show solution');
    solution?.removeAttribute('hidden');
    solution?.focus();
  }

  #showSolution(): void {
    this.querySelector('.solution')?.removeAttribute('hidden');
    this.querySelector<HTMLElement>('.solution pre')?.focus();
    this.#button('Show solution')?.setAttribute('hidden', '');
  }

  #clear(): void {
    clearTimeout(this.#settling);
    this.#controls.clear();
    const verdict = this.querySelector('.verdict');
    if (verdict) verdict.textContent = '';
    this.#log.clear();
  }

  #become(phase: Phase): void {
    this.#controls.phase = phase;
    this.#refresh();
    if (phase !== 'none' || !this.#behind) return;
    this.#behind = false;
    this.draw();
  }

  /** Brings `data-state` in line with the run and the runtime. */
  #refresh(): void {
    const phase = this.#phase;
    if (phase === 'running' || phase === 'stopping') this.dataset.state = phase;
    else this.dataset.state = cells.state === 'ready' ? 'ready' : 'asleep';
  }

  async #edit(): Promise<void> {
    const options = () => ({
      text: this.code,
      describedBy: `${this.id}-leave`,
      run: () => void this.run(),
      changed: (undone: boolean) => {
        if (undone) this.#undo();
        this.touched();
      },
    });
    const place = this.querySelector('.editor') as HTMLElement;
    this.#controls.editor = await openEditor(place, options, () => void this.#edit());
  }

  get #failed(): boolean {
    return this.querySelector('[role=alert]')?.textContent !== '';
  }

  get #phase(): Phase {
    return this.#controls.phase;
  }

  get #stopping(): boolean {
    return this.#phase === 'stopping';
  }

  get #editor(): CodeEditor | null {
    return this.#controls.editor;
  }

  get #static(): HTMLElement {
    return this.querySelector('.editor pre') as HTMLElement;
  }

  #button(name: string): HTMLButtonElement | undefined {
    return [...this.querySelectorAll('button')].find((button) => button.textContent === name);
  }
}
