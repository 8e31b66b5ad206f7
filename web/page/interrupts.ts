/**
 * How Python is made to stop while it runs, on a page that shares no memory with its workers.
 *
 * Python asks its interrupt buffer every so often whether a signal has come. Ours is no buffer: it
 * looks whether the call has passed its deadline, and now and then whether the page has rung.
 */

/** The page rings by taking back a blob's address, which the worker then cannot fetch any more. */
export class Bell {
  #address = '';

  /** Goes with every call to the worker. */
  get address(): string {
    this.#address ||= URL.createObjectURL(new Blob());
    return this.#address;
  }

  /** Interrupts all the calls that were given the address so far. */
  ring(): void {
    URL.revokeObjectURL(this.#address);
    this.#address = '';
  }
}

/** What may end a call before its time. */
export interface Watch {
  bell: string;
  /** milliseconds until the call is interrupted */
  limit: number;
}

/** Why a call was interrupted: by the reader, or because it took too long. */
export type Cut = 'stopped' | 'late';

/** Looking for the bell takes about a millisecond. */
const LOOK = 120;

/** What code does that goes on after the first interrupt is interrupted once more, after this. */
const AGAIN = 500;

const NOTHING = 0;
const SIGINT = 2;

/** The worker's side: what Python takes for its interrupt buffer. */
export class Interrupts {
  /** Why the call was interrupted, if it was. */
  cut: Cut | null = null;
  #bell = '';
  #next = Number.POSITIVE_INFINITY;
  #deadline = Number.POSITIVE_INFINITY;

  /** look: also called whenever the page's bell is looked for, as no timer would be */
  constructor(private readonly look: () => void) {}

  begin({ bell, limit }: Watch): void {
    const now = performance.now();
    this.cut = null;
    this.#bell = bell;
    this.#next = now + LOOK;
    this.#deadline = now + limit;
  }

  end(): void {
    this.#next = this.#deadline = Number.POSITIVE_INFINITY;
  }

  get 0(): number {
    const now = performance.now();
    if (now > this.#deadline) {
      this.cut ??= 'late';
    } else if (now > this.#next) {
      this.#next = now + LOOK;
      this.look();
      if (this.cut || !this.#rung()) return NOTHING;
      this.cut = 'stopped';
    } else {
      return NOTHING;
    }
    this.#deadline = now + AGAIN;
    return SIGINT;
  }

  /** Python puts back what it has seen. */
  set 0(_: number) {}

  #rung(): boolean {
    const request = new XMLHttpRequest();
    request.open('GET', this.#bell, false);
    try {
      request.send();
      return false;
    } catch {
      return true;
    }
  }
}
