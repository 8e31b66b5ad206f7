/**
 * Keeps a slow receiver up with a fast sender: at most one call is under way, and of all the
 * values that arrive in the meantime only the newest is sent next.
 */
export class Newest<Value> {
  #waiting: { value: Value } | null = null;
  #busy = false;

  constructor(private readonly receive: (value: Value) => Promise<void>) {}

  async send(value: Value): Promise<void> {
    this.#waiting = { value };
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#waiting) {
        const next: { value: Value } = this.#waiting;
        this.#waiting = null;
        await this.receive(next.value);
      }
    } finally {
      this.#busy = false;
    }
  }
}
