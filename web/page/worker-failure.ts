/** What a worker itself cannot tell. */

/** Rejects when a worker's script cannot be loaded, of which its calls would never hear. */
export function broken(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'worker')), {
      once: true,
    });
  });
}
