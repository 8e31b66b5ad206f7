/**
 * What a cell prints, on its way to the page: its beginning and its end, and how much was left out
 * between them. So a flood costs neither the worker nor the page more than a trickle.
 */

/** Bytes at the beginning and at the end that are shown at most. */
const HEAD = 10_000;
const TAIL = 10_000;

const NEWLINE = 10;

/** What is new of a cell's output. */
export interface Printed {
  /** goes on where the last one ended */
  head: string;
  /** what was left out after the head so far, in bytes and in whole lines */
  left: number;
  lines: number;
  /** takes the place of the last one */
  tail: string;
}

export class Output {
  readonly #head = new Uint8Array(HEAD);
  /** The last bytes that have come after the head; the oldest is overwritten next. */
  readonly #tail = new Uint8Array(TAIL);
  readonly #decoder = new TextDecoder();
  #filled = 0;
  #sent = 0;
  #after = 0;
  #lines = 0;
  #news = false;

  write(bytes: Uint8Array): void {
    this.#news = true;
    const room = Math.min(HEAD - this.#filled, bytes.length);
    this.#head.set(bytes.subarray(0, room), this.#filled);
    this.#filled += room;
    const rest = bytes.subarray(room);
    for (let i = rest.indexOf(NEWLINE); i >= 0; i = rest.indexOf(NEWLINE, i + 1)) this.#lines += 1;
    const last = rest.subarray(-TAIL);
    const start = (this.#after + rest.length - last.length) % TAIL;
    this.#tail.set(last.subarray(0, TAIL - start), start);
    this.#tail.set(last.subarray(TAIL - start), 0);
    this.#after += rest.length;
  }

  /** What has come since the last call; null where nothing has. */
  news(): Printed | null {
    if (!this.#news) return null;
    this.#news = false;
    const fresh = this.#head.subarray(this.#sent, this.#filled);
    this.#sent = this.#filled;
    const last = this.#last();
    let lines = this.#lines;
    for (const byte of last) if (byte === NEWLINE) lines -= 1;
    return {
      head: this.#decoder.decode(fresh, { stream: true }),
      left: this.#after - last.length,
      lines,
      tail: new TextDecoder().decode(last),
    };
  }

  /** The end of what has come after the head: from the first line on that is there as a whole. */
  #last(): Uint8Array {
    if (this.#after <= TAIL) return this.#tail.subarray(0, this.#after);
    const start = this.#after % TAIL;
    const last = new Uint8Array(TAIL);
    last.set(this.#tail.subarray(start));
    last.set(this.#tail.subarray(0, start), TAIL - start);
    const end = last.indexOf(NEWLINE);
    if (end >= 0 && end < TAIL - 1) return last.subarray(end + 1);
    // The rest of a character whose beginning is gone.
    const begin = last.findIndex((byte) => (byte & 0xc0) !== 0x80);
    return last.subarray(Math.max(begin, 0));
  }
}
