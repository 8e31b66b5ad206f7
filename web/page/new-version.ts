/** A newer version of the site is there: says so, and leaves it to the reader when to take it. */

import type { ServiceMessage } from './service';

/** Says that a newer version is there. The page goes on as it is until the reader reloads it. */
export function offerReload(): void {
  const sign = document.querySelector('.new-version');
  if (!sign || sign.firstChild) return;
  const button = document.createElement('button');
  button.textContent = 'Reload';
  button.addEventListener('click', () => void reload());
  sign.append('A new version of this lesson is here.', button);
}

/** The host has no such file, and will not have it in a minute either. */
const GONE = [404, 410];

/**
 * Looks for a newer version whenever the host has a file no more that the page asks for. Without a
 * service worker nothing else would tell: what is not here yet went with the version of this page.
 */
export function watchMissingFiles(): void {
  new PerformanceObserver((list) => {
    const files = list.getEntries() as PerformanceResourceTiming[];
    if (files.some(({ responseStatus }) => GONE.includes(responseStatus))) void look();
  }).observe({ type: 'resource', buffered: true });
}

async function look(): Promise<void> {
  const page = await fetch(location.href, { cache: 'no-cache' }).catch(() => null);
  if (!page?.ok) return;
  const html = await page.text();
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[type=module]')];
  const names = scripts.map((script) => script.getAttribute('src') ?? '');
  const config = document.getElementById('site')?.textContent ?? '';
  if (![...names, config].every((part) => html.includes(part))) offerReload();
}

async function reload(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration?.waiting) {
    const message: ServiceMessage = 'take over';
    registration.waiting.postMessage(message);
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
  }
  location.reload();
}
