/** Keeps the whole site on the device, for later visits without a network. */

import { offerReload } from './new-version';
import { cells } from './python';
import type { ServiceMessage } from './service';
import { address, site } from './site';

export async function keepOffline(): Promise<void> {
  // Browsers have none on plain http, some not in private windows: the page is as good without.
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const served = serviceWorker.controller;
  let controller = served;
  serviceWorker.addEventListener('controllerchange', () => {
    // Another tab took the new version.
    if (controller) offerReload();
    controller = serviceWorker.controller;
  });
  if (!served) await allHere();
  try {
    const registration = await serviceWorker.register(address(site.serviceWorker));
    watch(registration);
    if (served && served === registration.active) {
      const message: ServiceMessage = 'tidy';
      served.postMessage(message);
    }
  } catch {
    // Refused: by the reader's settings, or by a host that does not call it a script.
  }
}

/** Says so when a newer version lies ready. */
function watch(registration: ServiceWorkerRegistration): void {
  const tell = () => {
    if (registration.active && registration.waiting) offerReload();
  };
  const follow = () => registration.installing?.addEventListener('statechange', tell);
  tell();
  follow();
  registration.addEventListener('updatefound', follow);
}

/**
 * Settles when all that this page works with has come. Only then is the rest of the site fetched,
 * most of which is in the browser's own cache by now; so a reader who saves data gets no Python
 * for later, either, before a cell was near.
 */
async function allHere(): Promise<void> {
  await new Promise<void>((resolve) => {
    if (document.querySelector('lesson-cell')) {
      cells.listen({
        state: () => {
          if (cells.state === 'ready') resolve();
        },
      });
    } else if (document.querySelector('lesson-figure')) {
      document.addEventListener('figures-settled', () => resolve(), { once: true });
    } else {
      resolve();
    }
  });
}
