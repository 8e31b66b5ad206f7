/** What the reader sets in a block: sliders, each a range with a number field, and choices. */

import { NumberField } from './number-field';

/** One named value. */
interface Control {
  readonly name: string;
  readonly element: HTMLElement;
  value: number;
  /** whether it is elsewhere than at its start */
  readonly moved: boolean;
  reset(): void;
  /** The nearest value that a hand could set. */
  nearest(value: number): number;
}

export class Sliders {
  readonly #controls: Control[];

  /** `changed` hears of every move the reader makes. */
  constructor(block: HTMLElement, changed: () => void) {
    const elements = [...block.querySelectorAll<HTMLElement>('.slider, .choices')];
    this.#controls = elements.map((element) =>
      element.matches('.slider') ? new Slider(element, changed) : new Choices(element, changed),
    );
  }

  get names(): string[] {
    return this.#controls.map((control) => control.name);
  }

  /** All values, in the block's order. */
  get values(): Float64Array {
    return Float64Array.from(this.#controls, (control) => control.value);
  }

  /** Moves the sliders to named values, as a run of the reader's code does. */
  set(values: Record<string, number>): void {
    for (const control of this.#controls) {
      const value = values[control.name];
      if (value !== undefined) control.value = value;
    }
  }

  /** All values by their names; nothing while none has moved from its start. */
  get moved(): Record<string, number> | undefined {
    if (!this.#controls.some(({ moved }) => moved)) return undefined;
    return Object.fromEntries(this.#controls.map(({ name, value }) => [name, value]));
  }

  /** Moves the sliders so far towards named values as a hand could. */
  setWithin(values: Record<string, number>): void {
    for (const control of this.#controls) {
      const value = values[control.name];
      if (value !== undefined) control.value = control.nearest(value);
    }
  }

  reset(): void {
    for (const control of this.#controls) control.reset();
  }

  /** Shows the one control of that name and hides the others. */
  pick(name: string): void {
    for (const control of this.#controls) control.element.hidden = control.name !== name;
  }
}

/** One of several, by its index. */
class Choices implements Control {
  readonly name: string;
  readonly #buttons: HTMLInputElement[];
  readonly #start: number;

  constructor(
    readonly element: HTMLElement,
    changed: () => void,
  ) {
    this.name = element.dataset.name ?? '';
    this.#buttons = [...element.querySelectorAll('input')];
    this.#start = this.#buttons.findIndex((button) => button.defaultChecked);
    element.addEventListener('change', changed);
  }

  get value(): number {
    return this.#buttons.findIndex((button) => button.checked);
  }

  set value(value: number) {
    const button = this.#buttons[value];
    if (button) button.checked = true;
  }

  get moved(): boolean {
    return this.value !== this.#start;
  }

  nearest(value: number): number {
    return value in this.#buttons ? value : this.value;
  }

  reset(): void {
    this.value = this.#start;
  }
}

class Slider implements Control {
  readonly name: string;
  readonly #range: HTMLInputElement;
  readonly #field: NumberField;
  readonly #start: number;

  constructor(
    readonly element: HTMLElement,
    changed: () => void,
  ) {
    this.name = element.dataset.name ?? '';
    this.#range = element.querySelector('input[type=range]') as HTMLInputElement;
    const typed = element.querySelector('input[type=number]') as HTMLInputElement;
    this.#start = Number(this.#range.defaultValue);
    this.#range.addEventListener('input', () => {
      this.value = rounded(this.#range.valueAsNumber);
      changed();
    });
    this.#giveBack(changed);
    this.#field = new NumberField(typed, (value) => {
      this.#place(value);
      changed();
    });
    this.#place(this.#start);
  }

  get value(): number {
    return this.#field.value;
  }

  /** A value beyond the slider's ends is kept; the thumb waits at the end. */
  set value(value: number) {
    this.#place(value);
    this.#field.value = value;
  }

  get moved(): boolean {
    return this.value !== this.#start;
  }

  nearest(value: number): number {
    return Math.min(Number(this.#range.max), Math.max(Number(this.#range.min), value));
  }

  reset(): void {
    this.value = this.#start;
  }

  /** A swipe that begins on the slider and scrolls the page was not meant for it. */
  #giveBack(changed: () => void): void {
    let before = this.#start;
    this.#range.addEventListener('pointerdown', () => {
      before = this.value;
    });
    this.#range.addEventListener('pointercancel', () => {
      if (this.value === before) return;
      this.value = before;
      changed();
    });
  }

  #place(value: number): void {
    this.#range.value = String(value);
    const { min, max, valueAsNumber } = this.#range;
    const share = (valueAsNumber - Number(min)) / (Number(max) - Number(min));
    this.#range.style.setProperty('--share', String(share));
  }
}

/** Two decimals: finer than a hand can drag, and short enough to read. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
