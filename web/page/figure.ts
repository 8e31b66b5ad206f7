/** A figure: a chart that the project's own Python draws, in MicroPython, as its sliders move. */

import { Block } from './block';
import { figures, Lost } from './figures-python';
import { Newest } from './newest';
import { Notices } from './notices';
import { unpack } from './picture';
import { isEmpty, type State } from './state';
import { task } from './task';

/** After so many milliseconds a figure that does not follow says why. */
const PATIENCE = 1000;

const WAITING = 'This figure follows its sliders as soon as its Python is here.';
const LOST =
  'This figure cannot follow its sliders now: its Python could not be loaded. Check the connection, ' +
  'then move a slider to try again.';
const BROKEN = 'This figure cannot follow its sliders now. Reload the page to try again.';

export class FigureBlock extends Block {
  static #first: FigureBlock | null = null;

  /** For a moment over the charts: what the figure waits for. */
  #notices: Notices | null = null;
  readonly #following = new Newest<Float64Array>((values) => this.#follow(values));
  /** Settles when the picture of a state stands that the figure took on after its start. */
  #restored: Promise<void> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.resume();
    if (FigureBlock.#first) return;
    FigureBlock.#first = this;
    void this.#awaken();
  }

  protected override moved(values: Float64Array): void {
    void this.#following.send(values);
  }

  override restore(state: State): void {
    super.restore(state);
    if (this.begun) this.#restored = this.#following.send(this.values);
  }

  override async stands(): Promise<void> {
    await super.stands();
    await this.#restored;
  }

  /**
   * What is below the first screen waits until the first picture stands there. Where the reader
   * has left the figure otherwise, the picture of its start would only jump.
   */
  protected override async near(): Promise<void> {
    if (FigureBlock.#first !== this) {
      await FigureBlock.#first?.begun;
      await task();
    }
    if (isEmpty(this.state)) await super.near();
    else await this.#following.send(this.values);
  }

  /** The first figure asks its Python at once, and tells the page when it can follow its sliders. */
  async #awaken(): Promise<void> {
    try {
      const packed = await figures.draw(this.id, this.values);
      // Where the builder's picture stands already, the same one need not be drawn again.
      await (this.begun ?? this.show(unpack(packed)));
      performance.mark('figures-ready');
    } catch (error) {
      this.#fail(error);
    }
    this.dispatchEvent(new CustomEvent('figures-settled', { bubbles: true }));
  }

  async #follow(values: Float64Array): Promise<void> {
    if (this.instead) return this.instead(values);
    this.#notices ??= Notices.over(this.querySelector('.charts') ?? this);
    const notices = this.#notices;
    const late = setTimeout(() => notices.say(this, WAITING), PATIENCE);
    try {
      const packed = await figures.draw(this.id, values);
      await this.show(unpack(packed));
      this.alarm('');
    } catch (error) {
      this.#fail(error);
      // Moved before any picture stood there: that of the start is better than none.
      if (!this.picture) await this.drawStart();
    } finally {
      clearTimeout(late);
      notices.say(this, '');
    }
  }

  #fail(error: unknown): void {
    console.error(error);
    this.alarm(error instanceof Lost ? LOST : BROKEN);
  }
}
