/**
 * The training player: calls the reader's own update() or train(iterations) between frames, shows
 * what each call changed, and keeps all of it, so that the run can be looked through again.
 */

import type { Block } from './block';
import type { Answer, CellBlock } from './cell';
import { type Mark, Overlay } from './overlay';
import { Part } from './part';
import { type ChartPicture, isRecord, type Picture, type Trace } from './picture';
import { cells } from './python';
import { Recording } from './recording';
import type { State } from './state';

/** The speed that the page begins with. */
const USUAL = 1;

/** At this speed calls follow each other without a pause, each as long as a frame. */
const FLAT_OUT = 1000;

/** So many times the speed fit into such a call at most, however fast the reader's code is. */
const SURPLUS = 16;

/** Calls that wait in the worker, so that it has the next one when it is done with one. */
const AHEAD = 2;

/** Most calls in one frame: where no frames are drawn, as in a hidden page, the run waits. */
const CALLS = 8;

/** How long, in seconds, a call goes on with iterations that the frame has asked for. */
const FRAME = 0.016;

/** Under reduced motion the picture changes twice a second, after as many iterations as ever. */
const STILL = { wait: 500, frames: 30 };

/** So many iterations that change nothing are worth a word while the run plays. */
const ASLEEP = 1000;

/** How far above its start the loss is called rising. */
const RISEN = 1.02;

/** The chart itself follows this many milliseconds after the last change. */
const SETTLE = 120;

/** Iterations that the time axis begins with. */
const SPAN = 100;

/** What Python says of the run; see descent_charts.py. */
interface Played {
  records: string[];
  start: number[];
  loss: string;
  says: string[];
  label: string;
  rises: string;
  rests: string;
}

const reduced = matchMedia('(prefers-reduced-motion: reduce)');

export class Player extends Part {
  static readonly selector = '.player';

  readonly #cell: CellBlock;
  readonly #timeline: HTMLInputElement | null;
  readonly #told: HTMLElement;
  readonly #overlays: (Overlay | null)[] = [];
  /** The readouts that the page came with, and those at the start of this run. */
  readonly #starters: [string, string][];
  #first: [string, string][] = [];
  #last: [string, string][] = [];
  #picture: Picture | null = null;
  #played: Played | null = null;
  #recording = new Recording(['iteration'], [0]);
  #kept: { recording: Recording; label: string } | null = null;
  /** The iteration that is shown: the newest, or one that the reader went back to. */
  #shown = 0;
  /** The iteration since which nothing has changed. */
  #still = 0;
  #span = SPAN;
  #playing = false;
  #preparing = false;
  /** Counts the runs, so that an answer to an earlier one is known. */
  #run = 0;
  #asked = 0;
  #calls = 0;
  #speed = USUAL;
  #settling = 0;

  constructor(block: Block, element: HTMLElement) {
    super(block, element);
    this.#cell = block as CellBlock;
    this.#timeline = element.querySelector('input[type=range]');
    this.#told = element.querySelector('.told') as HTMLElement;
    this.#starters = this.#readouts();
    this.#button('Play')?.addEventListener('click', () => void this.#play());
    this.#button('Step')?.addEventListener('click', () => void this.#step(1));
    this.#button('×10')?.addEventListener('click', () => void this.#step(10));
    this.#button('Keep this run')?.addEventListener('click', () => this.#keep());
    // The first press takes the run back; only at its start does the cell put its own code back.
    this.#button('Reset')?.addEventListener('click', (event) => {
      if (this.#recording.end === 0 && !this.#playing) return this.#showReadouts(this.#starters);
      event.stopImmediatePropagation();
      void this.#rewind();
    });
    this.#timeline?.addEventListener('input', () => this.#scrub());
    for (const speed of this.#speeds) {
      speed.addEventListener('change', () => {
        this.#speed = Number(speed.value);
        block.touched();
      });
    }
  }

  override get state(): State {
    return this.#speed === USUAL ? {} : { speed: this.#speed };
  }

  override restore({ speed = USUAL }: State): void {
    const wanted = this.#speeds.find(({ value }) => Number(value) === speed);
    if (!wanted) return;
    wanted.checked = true;
    this.#speed = speed;
  }

  get #speeds(): HTMLInputElement[] {
    return [...this.element.querySelectorAll<HTMLInputElement>('.speeds input')];
  }

  /** A new picture comes with a new run; what plays in it is drawn above the charts from now on. */
  override show(picture: Picture): void {
    if (picture === this.#picture) return;
    const played = checked(picture.parts.player);
    if (!played) return;
    this.#played = played;
    this.#picture = picture;
    this.#run += 1;
    this.#pause();
    this.#first = this.#last = this.#readouts();
    this.#begin();
    this.#tell('');
    for (const [i, chart] of picture.charts.entries()) {
      this.#overlay(i)?.dress(playing(chart).map(({ trace }) => ({ ...trace })));
      for (const { trace, how } of playing(chart)) if (how !== 'still') trace.opacity = 0;
      const across = growing(chart);
      if (across) across.range = [0, this.#span];
    }
    this.#draw();
  }

  #overlay(i: number): Overlay | null {
    const chart = this.block.chart(i);
    const frame = chart?.plot.parentElement;
    this.#overlays[i] ??= chart && frame ? new Overlay(chart, frame) : null;
    return this.#overlays[i] ?? null;
  }

  /** A recording with nothing in it but the start. */
  #begin(): void {
    const { records = [], start = [] } = this.#played ?? {};
    const model = this.#picture?.charts.flatMap(playing).find(({ how }) => how === 'model');
    const curve = [...((model?.trace.y as Float64Array | undefined) ?? [])];
    this.#recording = new Recording(['iteration', ...records], [0, ...start, ...curve]);
    this.#shown = this.#still = 0;
    this.#span = spanOf(this.#kept?.recording.end ?? 0);
    if (model) this.#places = model.trace.x as Float64Array;
  }

  #places: Float64Array = new Float64Array();
  /** Whether what is told was told of iterations before these. */
  #outdated = false;

  // The run

  async #play(): Promise<void> {
    if (this.#playing) {
      this.#pause();
      // What goes wrong stays to be read.
      if (!this.#told.classList.contains('wrong')) this.#tell('Paused.');
      return;
    }
    if (!(await this.#prepared())) return;
    this.#playing = true;
    this.#rename();
    this.#outdate();
    this.#tick();
  }

  async #step(count: number): Promise<void> {
    this.#pause();
    if (!(await this.#prepared())) return;
    this.#outdate();
    const { end } = this.#recording;
    if (this.#shown < end) {
      this.#shown = this.#recording.at(this.#next(count), 'iteration');
      this.#draw();
      return;
    }
    // The reader asked for just so many: no clock ends the call.
    await this.#advance(count, Number.MAX_VALUE);
  }

  /** Python is awake and what is in the editor has run. */
  async #prepared(): Promise<boolean> {
    if (this.#preparing) return false;
    this.#preparing = true;
    try {
      return (await this.#cell.prepare()) && this.#played !== null;
    } finally {
      this.#preparing = false;
    }
  }

  #pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    this.#rename();
    this.#draw();
  }

  async #rewind(): Promise<void> {
    this.#run += 1;
    this.#pause();
    this.#last = this.#first;
    this.#begin();
    this.#draw();
    this.#tell(
      this.#cell.changed
        ? 'Back at the start. Press Reset once more for the code that was here at first.'
        : 'Back at the start.',
    );
    await this.#cell.ask(() => cells.rewind(this.#cell.id));
  }

  /** One frame. */
  #tick(): void {
    if (!this.#playing) return;
    this.#calls = 0;
    const frames = reduced.matches ? STILL.frames : 1;
    const count = this.#speed * frames;
    if (this.#shown < this.#recording.end) {
      this.#shown = this.#recording.at(this.#next(count), 'iteration');
    } else {
      this.#ask(count, FRAME * frames);
    }
    this.#draw();
    if (reduced.matches) setTimeout(() => this.#tick(), STILL.wait);
    else requestAnimationFrame(() => this.#tick());
  }

  /** Asks for more iterations; at full speed so that the worker always has the next call waiting. */
  #ask(count: number, seconds: number): void {
    const flatOut = this.#speed >= FLAT_OUT;
    while (this.#playing && this.#asked < AHEAD && this.#calls < CALLS) {
      this.#calls += 1;
      void this.#advance(flatOut ? SURPLUS * count : count, seconds).then((went) => {
        if (went && flatOut && this.#shown === this.#recording.end) this.#ask(count, seconds);
      });
      if (!flatOut) return;
    }
  }

  async #advance(count: number, seconds: number): Promise<boolean> {
    const run = this.#run;
    const order = Float64Array.of(count, seconds, ...this.#places);
    this.#asked += 1;
    const answer = await this.#cell.ask(() => cells.advance(this.#cell.id, order));
    this.#asked -= 1;
    if (run !== this.#run) return false;
    if (!answer) this.#pause();
    else this.#take(answer);
    return answer !== null;
  }

  #take({ numbers, readouts }: Answer): void {
    const before = this.#recording.length;
    const follows = this.#shown === this.#recording.end;
    this.#recording.add(numbers);
    this.#last = readouts;
    for (let row = before; row < this.#recording.length; row++) {
      if (this.#moved(row)) this.#still = this.#recording.at(row, 'iteration');
    }
    if (follows) this.#shown = this.#recording.end;
    this.#judge();
    if (!this.#playing) this.#draw();
  }

  #moved(row: number): boolean {
    const curve = this.#recording.curve(row);
    const before = this.#recording.curve(row - 1);
    return curve.some((value, i) => value !== before[i]);
  }

  /** Says what has become of the run where it goes wrong, or nowhere. */
  #judge(): void {
    const { rises, rests, loss } = this.#played as Played;
    const { end } = this.#recording;
    const now = this.#recording.at(this.#recording.length - 1, loss);
    if (!this.#recording.finite) {
      this.#run += 1;
      this.#pause();
      const beyond = 'the numbers have become too large for Python, or no numbers at all.';
      this.#tell(`The run ended at iteration ${counted(end)}: ${beyond} ${rises}`, true);
    } else if (now > RISEN * this.#recording.at(0, loss)) {
      this.#tell(rises, true);
    } else if (end - this.#still >= (this.#playing ? ASLEEP : 1)) {
      this.#tell(this.#still === 0 ? rests : 'Nothing moves any more: the run has arrived.');
    } else if (this.#outdated) {
      this.#tell('');
    }
  }

  // Looking back

  #scrub(): void {
    if (!this.#timeline) return;
    this.#pause();
    const wanted = this.#timeline.valueAsNumber;
    const forwards = wanted > this.#shown;
    let row = this.#recording.row(wanted);
    // Of a long run not every iteration is there: a step forwards must not fall back.
    if (forwards && this.#recording.at(row, 'iteration') < wanted) row += 1;
    this.#shown = this.#recording.at(Math.min(row, this.#recording.length - 1), 'iteration');
    this.#draw();
  }

  /** The row that lies `count` iterations ahead of the one that is shown, or a little farther. */
  #next(count: number): number {
    const row = this.#recording.row(this.#shown + count);
    const moved = this.#recording.at(row, 'iteration') > this.#shown;
    return Math.min(moved ? row : row + 1, this.#recording.length - 1);
  }

  #keep(): void {
    const label = this.#played?.label ?? '';
    this.#kept = this.#kept ? null : { recording: this.#recording.copy(), label };
    this.#draw();
  }

  // The picture

  /** Brings everything in line with the iteration that is shown. */
  #draw(): void {
    if (!this.#picture) return;
    const row = this.#recording.row(this.#shown);
    this.#grow();
    for (const [i, chart] of this.#picture.charts.entries()) {
      const marks = playing(chart).map((plays, trace) => this.#mark(row, plays, trace));
      this.#overlay(i)?.draw(marks);
    }
    this.#showReadouts(this.#shown === this.#recording.end ? this.#last : this.#looked(row));
    this.#follow();
    clearTimeout(this.#settling);
    if (!this.#playing) this.#settling = setTimeout(() => void this.#settle(row), SETTLE);
  }

  #mark(row: number, plays: Plays, trace: number): Mark {
    const { how, across, up } = plays;
    const mark: Mark = { trace, ...this.#numbers(row, plays) };
    if (how === 'model') {
      mark.curve = true;
      mark.beyond = 'the line';
    }
    const inTime = across === 'iteration';
    if (how === 'kept' && inTime && this.#kept) mark.label = this.#kept.label;
    if (how === 'now') {
      if (inTime && this.#kept) mark.label = this.#played?.label ?? '';
      const names = inTime ? [up] : [across, up];
      mark.beyond = names
        .map((name) => `${name} = ${short(this.#recording.at(row, name))}`)
        .join(', ');
    }
    return mark;
  }

  #numbers(row: number, { trace, how, across, up }: Plays) {
    const nothing = { x: new Float64Array(), y: new Float64Array() };
    if (how === 'still') return { x: trace.x as Float64Array, y: trace.y as Float64Array };
    if (how === 'model') return { x: this.#places, y: this.#recording.curve(row) };
    if (how === 'now') {
      const x = Float64Array.of(this.#recording.at(row, across));
      return { x, y: Float64Array.of(this.#recording.at(row, up)) };
    }
    const source = how === 'kept' ? this.#kept?.recording : this.#recording;
    if (!source) return nothing;
    const last = how === 'kept' ? source.length - 1 : row;
    return { x: source.until(last, across), y: source.until(last, up) };
  }

  /** The time axis grows with the run, in large steps. */
  #grow(): void {
    const needed = Math.max(this.#recording.end, this.#kept?.recording.end ?? 0);
    const span = spanOf(needed);
    if (span === this.#span) return;
    this.#span = span;
    this.#picture?.charts.forEach((chart, i) => {
      const across = growing(chart);
      if (!across) return;
      across.range = [0, span];
      void this.block.chart(i)?.show({ ...chart });
    });
  }

  /** Lets the charts, which the overlays have run ahead of, hold the numbers that are shown. */
  async #settle(row: number): Promise<void> {
    const picture = this.#picture;
    if (!picture) return;
    const says = this.#played?.says ?? [];
    const charts = picture.charts.map((chart, i) => ({
      ...chart,
      says: this.#recording.end > 0 ? this.#filled(says[i] ?? chart.says, row) : chart.says,
      data: chart.data.map((trace) => {
        const found = plays(trace);
        return found ? { ...trace, ...bounded(this.#numbers(row, found)) } : trace;
      }),
    }));
    this.#picture = { ...picture, charts };
    await this.block.show(this.#picture);
  }

  #filled(sentence: string, row: number): string {
    return sentence.replace(/\{(.+?)\}/g, (_, name: string) =>
      name === 'iteration' ? counted(this.#shown) : short(this.#recording.at(row, name)),
    );
  }

  /** The readouts as they were at an earlier iteration, in the form that Python gave them. */
  #looked(row: number): [string, string][] {
    return this.#last.map(([name, text]) => {
      if (!this.#recording.names.includes(name)) return [name, text];
      const decimals = text.includes('.') ? 4 : 0;
      return [name, this.#recording.at(row, name).toFixed(decimals)];
    });
  }

  #readouts(): [string, string][] {
    return [...this.block.querySelectorAll('output')].map((output) => [
      output.getAttribute('aria-label') ?? '',
      output.textContent ?? '',
    ]);
  }

  #showReadouts(readouts: [string, string][]): void {
    this.block.showReadouts(readouts);
  }

  /** The player's own controls. */
  #follow(): void {
    const { end } = this.#recording;
    const keep = this.#button('Keep this run') as HTMLButtonElement;
    keep.disabled = end === 0 && !this.#kept;
    keep.setAttribute('aria-pressed', String(this.#kept !== null));
    if (!this.#timeline) return;
    this.#timeline.disabled = end === 0;
    this.#timeline.max = String(Math.max(end, 1));
    this.#timeline.value = String(this.#shown);
    this.#timeline.style.setProperty('--share', String(end && this.#shown / end));
    const last = this.element.querySelector('.end');
    if (last) last.textContent = counted(end);
  }

  #rename(): void {
    const play = this.element.querySelector('.play');
    if (play) play.textContent = this.#playing ? 'Pause' : 'Play';
  }

  /** What was told goes, but not for the moment until the same is told again: all below would jump. */
  #outdate(): void {
    if (this.#shown < this.#recording.end) this.#tell('');
    else this.#outdated = true;
  }

  #tell(text: string, wrong = false): void {
    this.#outdated = false;
    if (this.#told.textContent !== text) this.#told.textContent = text;
    this.#told.classList.toggle('wrong', wrong);
  }

  #button(name: string): HTMLButtonElement | undefined {
    const buttons = [...this.element.querySelectorAll('button')];
    return buttons.find((button) => button.textContent === name);
  }
}

interface Plays {
  trace: Trace;
  how: string;
  across: string;
  up: string;
}

/** How a trace plays, if it does. */
function plays(trace: Trace): Plays | null {
  const { meta } = trace;
  if (!isRecord(meta) || typeof meta.plays !== 'string') return null;
  return { trace, how: meta.plays, across: String(meta.x), up: String(meta.y) };
}

function playing(chart: ChartPicture): Plays[] {
  return chart.data.map(plays).filter((found) => found !== null);
}

/** The axis of the iterations, if the chart has one. */
function growing(chart: ChartPicture): Record<string, unknown> | null {
  const inTime = playing(chart).some(({ across }) => across === 'iteration');
  return inTime && isRecord(chart.layout.xaxis) ? chart.layout.xaxis : null;
}

/** 100, 200, 500, 1000, …: the first that holds so many iterations. */
function spanOf(iterations: number): number {
  for (let tens = SPAN; ; tens *= 10) {
    for (const step of [1, 2, 5]) if (step * tens >= iterations) return step * tens;
  }
}

/** Numbers that a chart can place: what a diverging run makes of them would break its paths. */
function bounded({ x, y }: { x: Float64Array; y: Float64Array }) {
  const within = (value: number) => Math.min(1e9, Math.max(-1e9, value));
  return { x: x.map(within), y: y.map(within) };
}

function checked(value: unknown): Played | null {
  if (!isRecord(value)) return null;
  const { records, start, says } = value;
  if (!Array.isArray(records) || !Array.isArray(start) || !Array.isArray(says)) return null;
  return {
    records: records.map(String),
    start: start.map(Number),
    says: says.map(String),
    loss: String(value.loss),
    label: String(value.label),
    rises: String(value.rises),
    rests: String(value.rests),
  };
}

function counted(iterations: number): string {
  return iterations.toLocaleString('en-US');
}

/** A number in a sentence or beside an arrow. */
function short(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= 1e5 || size < 1e-3)
      ? value.toExponential(2)
      : String(Number(value.toPrecision(3)));
  return text.replaceAll('-', '−').replace('Infinity', '∞');
}
