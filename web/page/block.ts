/** What figures and cells have in common: sliders below a chart, and all that follows the picture. */

import { Chart } from './chart';
import { download } from './download';
import { type Grip, NumbersGrip } from './grip';
import { keep, kept, whenKeptElsewhere, whenRested } from './kept';
import { Notices } from './notices';
import type { Part } from './part';
import { partsOf } from './parts';
import { isRecord, type Picture, type Trace, unpack } from './picture';
import { address } from './site';
import { Sliders } from './sliders';
import { isEmpty, type State } from './state';
import { task } from './task';
import { Telling } from './telling';

/** How far below the screen a block begins to prepare itself. */
export const NEAR = '1200px';

const UNDRAWN = 'This picture could not be loaded.';

export abstract class Block extends HTMLElement {
  sliders!: Sliders;
  /** The figure's own numbers, which the reader changes on the chart itself. */
  numbers: Float64Array | null = null;
  /** Shows what came with a link: nothing of that is kept before the reader has said so. */
  get shared(): boolean {
    return this.hasAttribute('data-shared');
  }

  set shared(shared: boolean) {
    this.toggleAttribute('data-shared', shared);
  }

  /** Which beginning of the block the reader's code grew from; see Kept. */
  based = '';
  /** Draws in the place of the block's own Python, once the reader has changed that. */
  instead: ((values: Float64Array) => Promise<void>) | null = null;
  /** Settles when the starting picture stands; null until the block has come near the screen. */
  protected begun: Promise<void> | null = null;
  #coming: IntersectionObserver | null = null;
  #startNumbers: Float64Array | null = null;
  #charts: Chart[] = [];
  #parts: Part[] = [];
  #picture: Picture | null = null;
  #reached = new Set<number>();
  #telling!: Telling;
  /** which parameters stand where in the formula; null before there is one */
  #formula: string | null = null;

  connectedCallback(): void {
    this.#telling = new Telling(this);
    this.sliders = new Sliders(this, () => this.send());
    const numbers = this.dataset.numbers;
    if (numbers) this.#startNumbers = Float64Array.from(JSON.parse(numbers));
    this.numbers = this.#startNumbers;
    this.#charts = [...this.querySelectorAll<HTMLElement>('.chart')].map((f) => new Chart(f));
    this.#parts = partsOf(this);
    this.#linkNames();
    this.#recall();
    whenKeptElsewhere(() => this.#recall(), this.id);
    this.#coming = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void this.begin();
      },
      { rootMargin: NEAR },
    );
    this.#coming.observe(this);
  }

  /** Prepares the block and draws its starting picture, unless that has begun. */
  async begin(): Promise<void> {
    this.#coming?.disconnect();
    this.begun ??= this.near();
    await this.begun;
  }

  /** Settles when the block's state is all there to be seen; what waits for Run is not. */
  async stands(): Promise<void> {
    await Promise.all([this.begin(), ...this.#parts.map((part) => part.stands())]);
  }

  /** What the block is drawn from: its sliders' values, then its own numbers. */
  get values(): Float64Array {
    return Float64Array.of(...this.sliders.values, ...(this.numbers ?? []));
  }

  /** The reader has moved something: draws the block again, and keeps what they did. */
  send(): void {
    this.draw();
    this.touched();
  }

  /** Draws the block again with the newest values. */
  draw(): void {
    this.moved(this.values);
  }

  /** What the reader has made of the block. */
  get state(): State {
    const { numbers } = this;
    const begin = this.#startNumbers;
    const same = begin === null || begin.every((value, i) => value === numbers?.[i]);
    const sliders = this.sliders.moved;
    const own: State = {
      ...(sliders ? { sliders } : {}),
      ...(same || !numbers ? {} : { numbers: [...numbers] }),
    };
    return Object.assign(own, ...this.#parts.map((part) => part.state));
  }

  /** Takes on a state, from whatever state the block was in; the subclasses draw it. */
  restore(state: State): void {
    const { sliders = {}, numbers, camera } = state;
    this.sliders.reset();
    this.sliders.setWithin(sliders);
    const begin = this.#startNumbers;
    const fits = begin !== null && numbers?.length === begin.length;
    this.numbers = fits ? Float64Array.from(numbers) : begin;
    if (camera) this.solid()?.place(camera);
    for (const part of this.#parts) part.restore(state);
  }

  /** What came with a link is the reader's own now. */
  taken(): void {}

  /** Takes on the state in which the reader has left the block, if they have. */
  protected resume(): void {
    const { work, based = '' } = kept(this.id);
    this.based = work?.code === undefined ? this.beginning : based;
    if (!work) return;
    this.restore(work);
    beginLater(this);
  }

  /** The builder's digest of what the block begins with. */
  get beginning(): string {
    return this.dataset.beginning ?? '';
  }

  /** The reader has done something that is worth keeping, once they rest. */
  touched(): void {
    if (!this.shared) whenRested(this.id, () => this.#write());
  }

  #write(): void {
    const { state } = this;
    if (state.code === undefined) this.based = this.beginning;
    keep(this.id, { work: isEmpty(state) ? undefined : state, based: this.based });
    for (const part of this.#parts) part.written();
  }

  /** Remembers more of the block, unless it shows what is not the reader's. */
  keep(more: Parameters<typeof keep>[1]): void {
    if (!this.shared) keep(this.id, more);
  }

  chart(i: number): Chart | undefined {
    return this.#charts[i];
  }

  /** The chart above the camera's buttons: above the given one, or above the block's only ones. */
  solid(button: Element | null = this.querySelector('.views button')): Chart | undefined {
    const frame = button?.closest('.views')?.previousElementSibling;
    return this.#charts[frame ? [...this.querySelectorAll('.chart')].indexOf(frame) : 0];
  }

  /** The picture that stands in the page now. */
  get picture(): Picture | null {
    return this.#picture;
  }

  /** Takes hold of the numbers that a trace moves or draws; null where they cannot be changed. */
  grip(_trace: Trace): Grip | null {
    return this.numbers && new NumbersGrip(this, this.numbers);
  }

  /** The reader moved something: draw with these values. */
  protected abstract moved(values: Float64Array): void;

  /** The block has come near the screen: draw its starting picture. */
  protected async near(): Promise<void> {
    await this.drawStart();
  }

  /** Draws the starting picture, or says that it did not come. */
  protected async drawStart(): Promise<void> {
    const charts = this.querySelector('.charts');
    try {
      const start = await this.start();
      if (charts) Notices.below(charts).say(this, '');
      if (start) await this.show(start);
    } catch (error) {
      console.error(error);
      if (charts) Notices.below(charts).say(this, UNDRAWN, () => void this.drawStart());
    }
  }

  /** The picture that the builder drew of the block as it starts; a large one lies in a file. */
  async start(): Promise<Picture | null> {
    const packed = await this.#packedStart();
    return packed && unpack({ text: packed.text, numbers: Float64Array.from(packed.numbers) });
  }

  async #packedStart(): Promise<{ text: string; numbers: number[] } | null> {
    const file = this.dataset.start;
    if (file) return download({ address: address(file) }, (answer) => answer.json());
    const text = this.querySelector('script.start')?.textContent;
    return text ? JSON.parse(text) : null;
  }

  async show(picture: Picture): Promise<void> {
    this.#picture = picture;
    // Charts first: what is written around them would make the browser lay out the page twice.
    const drawn = picture.charts.map((chart, i) => this.#charts[i]?.show(chart));
    for (const part of this.#parts) part.show(picture);
    this.#showFormula(picture.formula);
    this.showReadouts(picture.readouts);
    this.#tick(picture.goals);
    this.#telling.soon();
    await Promise.all(drawn);
  }

  /** Tells the parts that the reader's code has run. */
  protected ran(): void {
    for (const part of this.#parts) part.ran();
  }

  showReadouts(readouts: [string, string][]): void {
    for (const [expression, value] of readouts) {
      const output = this.#named('output', expression);
      if (output && output.textContent !== value) output.textContent = value;
    }
    this.#telling.soon();
  }

  /** Shows a sentence in the block's alert, below a line that helps; or empties it. */
  alarm(text: string, hint = ''): void {
    const alert = this.querySelector('[role=alert]');
    if (!alert) return;
    alert.textContent = text;
    if (!hint) return;
    const line = document.createElement('span');
    line.className = 'hint';
    line.textContent = `${hint} `;
    alert.prepend(line);
  }

  /** Says something once to those who listen instead of looking. */
  protected announce(text: string): void {
    this.#telling.say(text);
  }

  #named(selector: string, name: string): Element | undefined {
    const found = [...this.querySelectorAll(selector)];
    return found.find((element) => element.getAttribute('aria-label') === name);
  }

  #showFormula(parts: [string, string?][]): void {
    const line = this.querySelector('.formula');
    if (!line || parts.length === 0) return;
    const texts = parts.map(([text, value]) => value ?? text);
    // Mostly only numbers have changed: an element that stays is one less to lay out.
    const shape = parts.map(([text, value]) => (value === undefined ? '' : text)).join();
    if (shape !== this.#formula) {
      this.#formula = shape;
      line.replaceChildren(...parts.map(([text, value]) => this.#term(text, value)));
    }
    line.childNodes.forEach((node, i) => {
      const text = texts[i] ?? '';
      if (node.textContent !== text) node.textContent = text;
    });
  }

  /** A piece of a formula: text, or an element for a parameter's number. */
  #term(text: string, value: string | undefined): Node {
    if (value === undefined) return document.createTextNode(text);
    const term = document.createElement('span');
    term.dataset.names = text;
    term.className = this.#colourOf(text);
    return term;
  }

  /** The colour of the slider that sets it, or else of the number as the page was built. */
  #colourOf(name: string): string {
    const slider = `.slider[data-name="${CSS.escape(name)}"]`;
    const colour = this.querySelector<HTMLElement>(slider)?.dataset.colour;
    return (
      colour ?? this.querySelector(`.formula [data-names="${CSS.escape(name)}"]`)?.className ?? ''
    );
  }

  /** A goal stays ticked once it was reached. */
  #tick(goals: boolean[]): void {
    if (this.shared) return;
    goals.forEach((reached, i) => {
      if (!reached || this.#reached.has(i)) return;
      const goal = this.#check(i);
      this.announce(`Reached: ${goal?.textContent?.trim()}`);
      this.keep({ reached: [...this.#reached] });
    });
  }

  #recall(): void {
    for (const goal of kept(this.id).reached ?? []) this.#check(goal);
  }

  #check(goal: number): Element | undefined {
    this.#reached.add(goal);
    const box = this.querySelectorAll('.goals [role=checkbox]')[goal];
    box?.setAttribute('aria-checked', 'true');
    return box;
  }

  /** Pointing at a number in the formula shows the slider that sets it, and the other way round. */
  #linkNames(): void {
    const point = (event: Event) => {
      const target = event.target instanceof Element ? event.target : null;
      const named = target?.closest<HTMLElement>('[data-names], .slider');
      const name =
        event.type === 'pointerout' ? null : (named?.dataset.names ?? named?.dataset.name);
      for (const element of this.querySelectorAll<HTMLElement>('[data-names], .slider')) {
        const own = element.dataset.names ?? element.dataset.name;
        element.classList.toggle('linked', own === name && name !== undefined);
      }
    };
    this.addEventListener('pointerover', point);
    this.addEventListener('pointerout', point);
  }
}

/** What begins later, one after the other. */
const later: Block[] = [];

/** So many milliseconds after the page has come nothing else should be waiting. */
const LATER = 3000;

/**
 * Has a block drawn also where it is far from the screen: on paper its static picture would show
 * what the lesson begins with, and not what the reader has made of it.
 */
function beginLater(block: Block): void {
  if (later.push(block) > 1) return;
  const begin = async () => {
    for (const one of later) {
      await task();
      await one.begin().catch(console.error);
    }
  };
  if (document.readyState === 'complete') setTimeout(begin, LATER);
  else addEventListener('load', () => setTimeout(begin, LATER));
}

/** The answer of a worker as an object, whatever it really was. */
export function record(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : {};
}
