/** A part of a block beside its charts and sliders. */

import type { Block } from './block';
import type { Picture } from './picture';
import type { State } from './state';
import { task } from './task';

export abstract class Part {
  /** `element`: the part's own element inside the block */
  constructor(
    protected readonly block: Block,
    protected readonly element: HTMLElement,
  ) {}

  /** Shows the part as the page was built, until the block itself shows a picture. */
  protected async begin(): Promise<void> {
    await task();
    const start = await this.block.start();
    if (start && !this.block.picture) this.show(start);
  }

  /** A new picture stands in the block; parts that follow it override this. */
  show(_picture: Picture): void {}

  /** The reader's code has run to its end. */
  ran(): void {}

  /** What the reader has made of this part; nothing while it is as it began. */
  get state(): State {
    return {};
  }

  /** The block takes on a state that the reader left, or that came with a link. */
  restore(_state: State): void {}

  /** Settles when the state that it took on is all there to be seen. */
  async stands(): Promise<void> {}

  /** The block's state has been written down. */
  written(): void {}
}
