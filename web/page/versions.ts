/**
 * The lesson has changed since the reader wrote their code: theirs stands in the editor, and the
 * new one is offered beside it. Neither ever takes the place of the other by itself.
 */

import type { Block } from './block';
import { keep, kept } from './kept';
import { Part } from './part';

/** The beginning of code that was put aside, once nothing else is known of it. */
const FORMER = 'former';

export class Versions extends Part {
  static readonly selector = '.editor';

  readonly #line = document.createElement('p');
  readonly #button = document.createElement('button');
  /** The version that does not stand in the editor; none for the one that the lesson begins with. */
  #aside: string | undefined;

  constructor(block: Block, element: HTMLElement) {
    super(block, element);
    const { work, based, aside } = kept(block.id);
    this.#aside = aside;
    const older = work?.code !== undefined && based !== block.beginning;
    if (!older && aside === undefined) return;
    this.#button.type = 'button';
    this.#button.addEventListener('click', () => this.#swap());
    this.#line.className = 'versions';
    this.#line.append('This lesson has changed since you wrote this. Your code is kept. ');
    this.#line.append(this.#button);
    this.#name(older);
    element.after(this.#line);
  }

  /** Where the reader has put their code back to what the lesson begins with, nothing is left to say. */
  override written(): void {
    if (this.#aside === undefined && this.block.state.code === undefined) this.#line.remove();
  }

  #swap(): void {
    const { code, ...rest } = this.block.state;
    const newer = this.block.based !== this.block.beginning;
    const wanted = this.#aside;
    this.#aside = code;
    keep(this.block.id, { aside: code });
    this.block.restore({ ...rest, ...(wanted === undefined ? {} : { code: wanted }) });
    this.block.based = newer ? this.block.beginning : FORMER;
    this.block.touched();
    this.#name(!newer);
  }

  #name(older: boolean): void {
    this.#button.textContent = older ? 'Show the new code' : 'Show your code';
  }
}
