/** A question before a run. The run answers it: quietly, in words, and only if it was asked. */

import type { Block } from './block';
import { kept } from './kept';
import { Part } from './part';

export class Predict extends Part {
  static readonly selector = '.predict';

  readonly #choices: HTMLInputElement[];
  readonly #answer: number;

  constructor(block: Block, element: HTMLElement) {
    super(block, element);
    this.#choices = [...element.querySelectorAll('input')];
    this.#answer = Number(element.dataset.answer);
    element.addEventListener('change', () => {
      this.#say('');
      block.keep({ guessed: this.#chosen });
    });
    const { predicted = -1, guessed } = kept(block.id);
    const before = this.#choices[guessed ?? predicted];
    if (!before) return;
    before.checked = true;
    if (guessed === undefined) this.#reveal();
  }

  override ran(): void {
    const predicted = this.#chosen;
    if (predicted < 0) return;
    this.#reveal();
    this.block.keep({ predicted, guessed: undefined });
  }

  get #chosen(): number {
    return this.#choices.findIndex((choice) => choice.checked);
  }

  #reveal(): void {
    const right = this.#chosen === this.#answer;
    const words = (i: number) => this.#choices[i]?.closest('label')?.textContent?.trim() ?? '';
    const answer = words(this.#answer);
    this.#say(
      right ? `As you said: ${answer}.` : `You said ${words(this.#chosen)}. It is ${answer}.`,
    );
    this.element.dataset.right = String(right);
    this.element.querySelector('.because')?.removeAttribute('hidden');
  }

  #say(text: string): void {
    const line = this.element.querySelector('.revealed');
    if (line) line.textContent = text;
    this.element.querySelector('.because')?.setAttribute('hidden', '');
  }
}
