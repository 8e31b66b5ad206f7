/** "Show the Python": the code of a figure, which the reader may change and thereby draw it anew. */

import type { Block } from './block';
import { type CodeEditor, openEditor } from './code-editor';
import { Part } from './part';
import { isRecord, unpack } from './picture';
import { type Answered, cells, Ended, Overtaken, UNREACHABLE } from './python';
import type { LessonPython } from './python-files';
import { RunControls } from './run-controls';
import { address, site } from './site';
import type { State } from './state';

/** A call that takes longer than this may need stopping; most are over long before. */
const PATIENCE = 400;

const WAITING = 'Python is on its way. Your code draws the figure as soon as it is here.';
const YOURS = 'Your Python draws this figure now. Move the sliders.';
const STOPPED = 'Stopped. Our Python draws this figure again until you press Run.';
const AS_LEFT = 'This is your code as you left it. Press Run, and it draws the figure.';
const SHARED = 'This code came with the link. Press Run, and it draws the figure.';
const UNREADABLE = 'The code could not be loaded. Check the connection, then press again.';

/** The lesson's Python, fetched when the first figure's is asked for. */
let lesson: Promise<LessonPython> | null = null;

export class ShowPython extends Part {
  static readonly selector = 'div.python';

  readonly #show: HTMLButtonElement;
  readonly #controls: RunControls;
  #ours = '';
  /** What the editor is to hold when it comes; null for ours. */
  #unedited: string | null = null;
  /** The code that draws the figure instead of ours, and the worker that knows it. */
  #code = '';
  #generation = 0;
  #stopped = false;
  /** Settles when code that came with a link can be seen. */
  #opened: Promise<void> | null = null;

  constructor(block: Block, element: HTMLElement) {
    super(block, element);
    this.#show = this.#button('show');
    this.#show.addEventListener('click', () => void this.#toggle());
    this.#controls = new RunControls(element, (text, hint) => block.alarm(text, hint), {
      run: () => void this.#run(),
      stop: () => void this.#stop(),
    });
    this.#button('reset').addEventListener('click', () => this.#reset());
    cells.listen({
      loading: (id, ...progress) => {
        if (id === block.id) this.#controls.loading(...progress);
      },
      turn: () => cells.isQueued(block.id) || this.#controls.queue(false),
    });
  }

  override get state(): State {
    const code = this.#editor ? this.#editor.text : (this.#unedited ?? this.#ours);
    return code === this.#ours ? {} : { code };
  }

  /** Takes on code, which waits for Run, or ours. */
  override restore({ code }: State): void {
    this.#leave();
    this.#unedited = code ?? null;
    const text = code ?? this.#ours;
    if (this.#editor && this.#editor.text !== text) this.#editor.text = text;
    if (code === undefined) return;
    this.#say(this.block.shared ? SHARED : AS_LEFT);
    // What somebody sends is to be seen before it is run.
    if (this.block.shared && this.#show.ariaExpanded !== 'true') this.#opened = this.#toggle();
  }

  override async stands(): Promise<void> {
    await this.#opened;
  }

  async #toggle(): Promise<void> {
    try {
      if (!this.#editor) await this.#prepare();
    } catch (error) {
      console.error(error);
      this.block.alarm(UNREADABLE);
      return;
    }
    const open = this.#show.ariaExpanded !== 'true';
    this.#show.ariaExpanded = String(open);
    this.#find('.shown').hidden = !open;
  }

  async #prepare(): Promise<void> {
    lesson ??= fetchLesson();
    const { sources, files } = await lesson.catch((error) => {
      lesson = null;
      throw error;
    });
    if (this.#ours) return;
    this.#ours = (sources[this.block.id] ?? '').trimEnd();
    this.#find('.imports').append(
      ...importedBy(this.#ours, files).map((path) => disclosed(path, files[path] ?? '')),
    );
    await this.#edit();
  }

  async #edit(): Promise<void> {
    const options = () => ({
      text: this.#editor?.text ?? this.#unedited ?? this.#ours,
      describedBy: `${this.block.id}-leave`,
      run: () => void this.#run(),
      changed: () => this.block.touched(),
    });
    this.#controls.editor = await openEditor(
      this.#find('.editor'),
      options,
      () => void this.#edit(),
    );
  }

  /** Lets the code draw the figure as soon as Python is there; until then ours goes on. */
  async #run(): Promise<void> {
    if (!this.#editor) return;
    this.#code = this.#editor.text;
    this.#generation = 0;
    this.#stopped = false;
    if (cells.state !== 'ready') this.#say(WAITING);
    try {
      await cells.wake();
    } catch (error) {
      console.error(error);
      this.#say('');
      this.block.alarm(UNREACHABLE);
      return;
    }
    this.block.instead = (values) => this.#draw(values);
    this.block.draw();
  }

  async #draw(values: Float64Array): Promise<void> {
    const late = setTimeout(() => this.#late(), PATIENCE);
    try {
      const result = await this.#ask(values);
      if (this.block.instead) await this.#showResult(result);
    } catch (error) {
      if (error instanceof Overtaken) return this.block.draw();
      if (error instanceof Ended) return void (this.#stopped || this.block.alarm(error.message));
      console.error(error);
      this.block.alarm('This picture cannot be drawn. Change the code, then press Run.');
    } finally {
      clearTimeout(late);
      this.#controls.phase = 'none';
    }
  }

  /** The figure at these values, from a worker that knows the code. */
  async #ask(values: Float64Array): Promise<Answered> {
    await cells.wake();
    const { id } = this.block;
    if (this.#generation === cells.generation) return cells.drawFigure(id, values);
    const packed = await cells.defineFigure(id, this.#code, values);
    this.#generation = packed.generation;
    return packed;
  }

  async #showResult(packed: Answered): Promise<void> {
    const result: unknown = JSON.parse(packed.text);
    const { error, picture } = isRecord(result) ? result : {};
    this.#controls.showError(error, packed.cut);
    if (isRecord(error)) this.#say('');
    if (typeof picture !== 'string') return;
    await this.block.show(unpack({ text: picture, numbers: packed.numbers }));
    this.#belongs(true);
  }

  /** A call that takes long can be stopped. */
  #late(): void {
    this.#controls.phase = 'running';
    if (cells.isQueued(this.block.id)) this.#controls.queue(true);
  }

  async #stop(): Promise<void> {
    this.#stopped = true;
    this.block.instead = null;
    this.#belongs(false);
    this.#controls.phase = 'stopping';
    try {
      await cells.stop(this.block.id);
    } catch (error) {
      console.error(error);
      this.block.alarm(UNREACHABLE);
    }
    this.#controls.phase = 'none';
    this.#say(STOPPED);
  }

  /** Ours draws the figure again; undo brings the reader's code back. */
  #reset(): void {
    this.#leave();
    if (this.#editor) this.#editor.text = this.#ours;
    this.block.draw();
  }

  #leave(): void {
    this.block.instead = null;
    this.#controls.clear();
    this.#belongs(false);
  }

  #belongs(toReader: boolean): void {
    this.block.toggleAttribute('data-edited', toReader);
    this.#say(toReader ? YOURS : '');
  }

  #say(text: string): void {
    this.#controls.say(text);
  }

  get #editor(): CodeEditor | null {
    return this.#controls.editor;
  }

  #button(name: string): HTMLButtonElement {
    return this.#find(`button.${name}`) as HTMLButtonElement;
  }

  #find(selector: string): HTMLElement {
    return this.element.querySelector(selector) as HTMLElement;
  }
}

async function fetchLesson(): Promise<LessonPython> {
  const response = await fetch(address(site.python));
  if (!response.ok) throw new Error(`${site.python}: ${response.status}`);
  return response.json();
}

/** The files that code imports, and those that these import, as far as they are the lesson's. */
function importedBy(code: string, files: Record<string, string>): string[] {
  const reached = new Set<string>();
  const waiting = [code];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const [, name = ''] of text.matchAll(/^(?:from|import) (\w[\w.]*)/gm)) {
      const path = name.replaceAll('.', '/');
      const inside = (file: string) => file === `${path}.py` || file.startsWith(`${path}/`);
      for (const file of Object.keys(files).filter(inside)) {
        if (reached.has(file)) continue;
        reached.add(file);
        waiting.push(files[file] ?? '');
      }
    }
  }
  // What a package only gathers tells nothing of its own.
  return [...reached].filter((file) => !file.endsWith('__init__.py'));
}

/** A file that opens to be read. */
function disclosed(path: string, source: string): HTMLDetailsElement {
  const details = document.createElement('details');
  const name = details.appendChild(document.createElement('summary'));
  const text = details.appendChild(document.createElement('pre'));
  name.textContent = path;
  text.className = 'code';
  text.tabIndex = 0;
  text.role = 'region';
  text.ariaLabel = path;
  text.textContent = source;
  return details;
}
