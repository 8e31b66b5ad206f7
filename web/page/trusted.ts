/**
 * Where the browser guards what becomes a script (`require-trusted-types-for`, see web/headers.py),
 * the addresses of workers pass here, and no text passes as HTML or as code.
 */

interface TrustedTypes {
  defaultPolicy: unknown;
  createPolicy(name: string, policy: { createScriptURL(url: string): string | null }): unknown;
}

/** A lesson lies in a folder of the site. */
const site = new URL('..', document.baseURI).href;

// The page's first script and its modules both come by here.
const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
if (trustedTypes && !trustedTypes.defaultPolicy) {
  trustedTypes.createPolicy('default', {
    createScriptURL: (url) => (new URL(url, document.baseURI).href.startsWith(site) ? url : null),
  });
}
