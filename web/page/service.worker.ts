/**
 * The site's service worker: keeps all files of a version on the device and answers with them.
 *
 * A name in assets/ never stands for another content, and a page names all that belongs to it. So
 * the files of two versions may lie side by side, and each tab goes on with the ones that its page
 * names, whichever version answers. What is never mixed is what comes without a hash: the pages.
 */

import { PrecacheController, type PrecacheEntry, PrecacheRoute } from 'workbox-precaching';
import { Router } from 'workbox-routing';
import type { ServiceMessage } from './service';

declare const self: ServiceWorkerGlobalScope & {
  /** the builder writes the list of the site's files here: web/offline.py */
  __WB_MANIFEST: PrecacheEntry[];
};

const precache = new PrecacheController();
precache.addToCacheList(self.__WB_MANIFEST);

// A host of files gives the same page whatever stands behind the question mark.
const route = new PrecacheRoute(precache, { ignoreURLParametersMatching: [/./] });
// What is listed but lost: the browser may have made room.
route.setCatchHandler(async ({ request }) => fetch(request));
const router = new Router();
router.registerRoute(route);
router.setDefaultHandler(
  async ({ request }) => (await earlier(request)) ?? folder(request) ?? fetch(request),
);
router.addFetchListener();

self.addEventListener('install', (event) => void precache.install(event));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  const message: ServiceMessage = event.data;
  if (message === 'take over') event.waitUntil(self.skipWaiting());
  if (message === 'tidy') event.waitUntil(tidy(event));
});

/** A file of an earlier version that a tab may still have open. */
async function earlier(request: Request): Promise<Response | undefined> {
  return caches.match(request.url, { cacheName: precache.strategy.cacheName });
}

/** Hosts send whoever asks for a folder without the slash at its end to the one with it. */
function folder({ mode, url }: Request): Response | undefined {
  const place = new URL(url);
  place.pathname += '/';
  const page = precache.getCacheKeyForURL(`${place.origin}${place.pathname}index.html`);
  return mode === 'navigate' && page ? Response.redirect(place.href) : undefined;
}

/** Deletes what belongs to earlier versions, unless a tab may need it or an update is under way. */
async function tidy(event: ExtendableEvent): Promise<void> {
  const { scope, installing, waiting } = self.registration;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const tabs = windows.filter(({ url }) => url.startsWith(scope));
  if (tabs.length === 1 && !installing && !waiting) await precache.activate(event);
}
