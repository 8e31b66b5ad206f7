/** The sign of Python's coming: a progress bar with the real bytes of the real total. */

import { cells } from './python';

const MEGABYTE = 1_000_000;

const BROKEN_OFF = 'The connection broke off. Trying again…';
const FAILED = 'Python could not be loaded.';

/** "1.2 of 3.1 MB" */
export function progressOf(loaded: number, total: number): string {
  return `${megabytes(loaded)} of ${megabytes(total)} MB`;
}

export function showRuntime(): void {
  const sign = document.querySelector<HTMLElement>('.runtime');
  const bar = sign?.querySelector('progress');
  const bytes = sign?.querySelector('.bytes');
  const told = sign?.querySelector('.told');
  const retry = sign?.querySelector('button');
  if (!sign || !bar || !bytes || !told || !retry) return;
  // Later workers wake in a moment, or not at all.
  let arrived = false;
  const tell = (text: string) => {
    told.textContent = text;
    retry.hidden = text === '';
  };
  retry.addEventListener('click', () => void cells.retry().catch(console.error));
  cells.listen({
    state: () => {
      if (cells.state === 'ready') performance.mark('python-ready');
      arrived ||= cells.state === 'ready';
      tell(cells.state === 'failed' ? FAILED : '');
      sign.hidden = cells.state !== 'failed' && (cells.state !== 'waking' || arrived);
    },
    progress: (loaded, total) => {
      bar.max = total;
      bar.value = loaded;
      bytes.textContent = progressOf(loaded, total);
    },
    retrying: (waits) => tell(waits ? BROKEN_OFF : ''),
  });
}

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1);
}
