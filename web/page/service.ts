/**
 * What a page may ask of the site's service worker. "take over": the version that waits becomes
 * the one that answers. "tidy": the page works with this version and needs no other.
 */
export type ServiceMessage = 'take over' | 'tidy';
