/** What a worker itself cannot tell. */

/** Each worker's first message: its script has come whole. */
export const ALIVE = 'alive';

/** After so many milliseconds without a message a worker counts as one that has no script. */
const STILL = 60_000;

/** A worker's script did not come, or not whole. */
export class Unstarted extends Error {}

/** Rejects when a worker's script cannot be loaded, of which its calls would never hear. */
export function broken(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Unstarted(event.message || 'worker')), {
      once: true,
    });
    const timer = setTimeout(() => reject(new Error('a worker says nothing')), STILL);
    worker.addEventListener('message', () => clearTimeout(timer), { once: true });
  });
}
