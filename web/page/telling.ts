/**
 * Tells those who listen what the picture has become: its sentences and its readouts, politely, and
 * only when the reader's own hand has moved it and come to rest.
 */

/** How long nothing must change, in milliseconds, before it is told. */
const REST = 700;

/** What the reader does, before the block answers it. */
const HAND = ['pointerdown', 'keydown', 'input', 'click'];

export class Telling {
  /** What the listener knows; null until the reader has touched the block. */
  #known: string | null = null;
  #timer = 0;

  constructor(private readonly block: HTMLElement) {
    for (const event of HAND) {
      block.addEventListener(event, () => this.#begin(), { once: true, capture: true });
    }
  }

  /** Something has changed in the block. */
  soon(): void {
    clearTimeout(this.#timer);
    if (this.#known !== null) this.#timer = setTimeout(() => this.#tell(), REST);
  }

  /** Says something at once. */
  say(text: string): void {
    const live = this.block.querySelector('.announcement');
    if (live) live.textContent = text;
  }

  #begin(): void {
    this.#known ??= this.#words();
  }

  #tell(): void {
    const words = this.#words();
    if (words !== this.#known) this.say(words);
    this.#known = words;
  }

  #words(): string {
    const named = (selector: string) => [...this.block.querySelectorAll<HTMLElement>(selector)];
    const sentences = named('.chart').map((chart) => chart.ariaLabel ?? '');
    const readouts = named('output').map(
      (output) => `${output.ariaLabel} = ${output.textContent}.`,
    );
    return [...new Set([...sentences, ...readouts])].join(' ');
  }
}
