// What the development server gives for the site's service worker: it takes away the one that an
// earlier visit to a built site on this address may have left, which would answer with old pages.

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave() {
  await registration.unregister();
  const names = await caches.keys();
  const own = names.filter((name) => name.endsWith(registration.scope));
  await Promise.all(own.map((name) => caches.delete(name)));
  for (const client of await clients.matchAll({ type: 'window' })) client.navigate(client.url);
}
