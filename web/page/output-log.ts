/** Where a cell shows what its code prints: the beginning, how much was left out, and the end. */

import type { Printed } from './output';

/** Characters that each of the two shows at most, whatever the worker sends. */
const MOST = 20_000;

export class OutputLog {
  readonly #head = document.createTextNode('');
  readonly #left = document.createElement('span');
  readonly #tail = document.createTextNode('');
  #texts = ['', '', ''];
  #frame = 0;

  constructor(private readonly element: HTMLElement) {
    this.#left.className = 'left-out';
    element.replaceChildren(this.#head, this.#left, this.#tail);
  }

  clear(): void {
    this.#texts = ['', '', ''];
    this.render();
  }

  add({ head, left, lines, tail }: Printed): void {
    const [before = ''] = this.#texts;
    this.#texts = [(before + head).slice(0, MOST), leftOut(left, lines), tail.slice(-MOST)];
    this.#frame ||= requestAnimationFrame(() => this.render());
  }

  /** Shows what has come; a frame does it at the latest. */
  render(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    [this.#head, this.#left, this.#tail].forEach((node, i) => {
      const text = this.#texts[i] ?? '';
      if (node.textContent !== text) node.textContent = text;
    });
    // An empty one stays in the page, for a screen reader tells only what is added to a log that it
    // knows; but there is nothing to see, and nothing to scroll.
    const empty = this.#texts.join('') === '';
    this.element.toggleAttribute('data-empty', empty);
    this.element.tabIndex = empty ? -1 : 0;
    this.element.scrollTop = this.element.scrollHeight;
  }
}

function leftOut(bytes: number, lines: number): string {
  if (bytes <= 0) return '';
  const [count, unit] = lines > 0 ? [lines, 'line'] : [bytes, 'character'];
  return `\n… ${count.toLocaleString('en-US')} ${unit}${count === 1 ? '' : 's'} left out …\n`;
}
