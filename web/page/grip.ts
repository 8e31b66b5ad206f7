/** What the reader holds while moving points or drawing: the block's numbers, or the code's own. */

import type { Block } from './block';
import type { NumberList } from './number-list';

export interface Grip {
  /** Changes numbers by their places: x and y of point i stand at 2i and 2i + 1. */
  set(numbers: Map<number, number>): void;
  /** The reader has let go. */
  release(): void;
}

/** A figure's own numbers. */
export class NumbersGrip implements Grip {
  readonly #values: Float64Array;

  constructor(
    private readonly block: Block,
    values: Float64Array,
  ) {
    this.#values = values.slice();
  }

  set(numbers: Map<number, number>): void {
    for (const [i, value] of numbers) this.#values[i] = value;
    this.block.numbers = this.#values.slice();
    this.block.send();
  }

  release(): void {}
}

/** A list in the reader's code: the text follows, and so do the values that the code gave. */
export class CodeGrip implements Grip {
  constructor(
    private readonly block: Block,
    private readonly list: NumberList,
  ) {}

  set(numbers: Map<number, number>): void {
    this.list.set(numbers);
    this.block.numbers = Float64Array.from(this.list.values);
    this.block.send();
  }

  release(): void {
    this.list.settle();
  }
}
