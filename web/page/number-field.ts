/** A number field that never hands on what its own min and max do not allow. */

export class NumberField {
  readonly input: HTMLInputElement;
  #value: number;

  /** `moved` hears of every usable number that the reader types. */
  constructor(input: HTMLInputElement, moved: (value: number) => void) {
    this.input = input;
    this.#value = Number(input.defaultValue);
    input.addEventListener('input', () => {
      const typed = input.valueAsNumber;
      const usable = typed === this.#clamped(typed);
      input.toggleAttribute('aria-invalid', !usable);
      if (!usable) return;
      this.#value = typed;
      moved(typed);
    });
    // What cannot be used is not left standing in the field as if it were.
    input.addEventListener('change', () => {
      const typed = input.valueAsNumber;
      const usable = Number.isNaN(typed) ? this.#value : this.#clamped(typed);
      const changed = usable !== this.#value;
      this.value = usable;
      if (changed) moved(usable);
    });
  }

  get value(): number {
    return this.#value;
  }

  /** A value beyond the field's ends is kept: only what is typed has to lie between them. */
  set value(value: number) {
    this.#value = value;
    this.input.value = String(value);
    this.input.removeAttribute('aria-invalid');
  }

  #clamped(value: number): number {
    return Math.min(Number(this.input.max), Math.max(Number(this.input.min), value));
  }
}
