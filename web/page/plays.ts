/** A slider that goes from its start to its end by itself, once, when its figure is first seen. */

import type { Block } from './block';
import { Part } from './part';
import { cells } from './python';

/** Milliseconds from the start to the end. */
const DURATION = 3000;

export class Plays extends Part {
  static readonly selector = '.slider.plays';

  readonly #name: string;
  readonly #end: number;
  #stopped = false;

  constructor(block: Block, slider: HTMLElement) {
    super(block, slider);
    this.#name = slider.dataset.name ?? '';
    this.#end = Number(slider.querySelector<HTMLInputElement>('input[type=range]')?.max);
    // What the reader's own hand does comes first.
    for (const event of ['pointerdown', 'keydown', 'focusin', 'input']) {
      block.addEventListener(event, () => this.#stop(), { once: true, capture: true });
    }
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        seen.disconnect();
        void this.#play();
      },
      { threshold: 0.5 },
    );
    seen.observe(block);
  }

  /** What the reader has left is not to be moved. */
  override restore(): void {
    this.#stop();
  }

  #stop(): void {
    this.#stopped = true;
  }

  async #play(): Promise<void> {
    await alive();
    await rested();
    if (this.#stopped) return;
    const start = this.#value;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const begun = performance.now();
    for (let share = still ? 1 : 0; !this.#stopped; ) {
      // The first steps change most: they get most of the time.
      const value = Math.round(start + (this.#end - start) * share ** 3);
      if (value !== this.#value) this.#value = value;
      if (share === 1) return;
      await new Promise(requestAnimationFrame);
      // Where a page's clock is put back, as by a test, there is no way back before the start.
      share = Math.max(0, Math.min(1, (performance.now() - begun) / DURATION));
    }
  }

  get #value(): number {
    return this.block.sliders.values[this.block.sliders.names.indexOf(this.#name)] ?? 0;
  }

  set #value(value: number) {
    this.block.sliders.set({ [this.#name]: value });
    this.block.draw();
  }
}

/** After so many milliseconds nobody would see what the figure is about. */
const SOON = 2500;

/** Settles when Python for cells is there too: a phone that plays meanwhile is twice as long at it. */
async function rested(): Promise<void> {
  if (cells.state !== 'waking') return;
  await new Promise<void>((settle) => {
    const timer = setTimeout(settle, SOON);
    cells.listen({
      state: () => {
        if (cells.state === 'waking') return;
        clearTimeout(timer);
        settle();
      },
    });
  });
}

/** Settles when figures follow their sliders. */
async function alive(): Promise<void> {
  if (performance.getEntriesByName('figures-ready').length > 0) return;
  await new Promise((settle) => {
    document.addEventListener('figures-settled', settle, { once: true });
  });
}
