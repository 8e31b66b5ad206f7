/**
 * Where the browser guards what becomes a script (`require-trusted-types-for`, see web/headers.py),
 * the addresses of workers pass here, and no text passes as HTML or as code.
 */

interface TrustedTypes {
  createPolicy(name: string, policy: { createScriptURL(url: string): string | null }): unknown;
}

const site = new URL('..', import.meta.url).href;

(window as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => (new URL(url, document.baseURI).href.startsWith(site) ? url : null),
});
