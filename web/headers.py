"""What the site's answers say beside the files: what a page may do, and how long files are kept.

One source for three places: the `_headers` file that Netlify, Cloudflare Pages and others read, the
development server, and a meta element in every page for hosts that send nothing of their own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

#: An empty style element, which Plotly then fills rule by rule: the browser counts that as a
#: script's doing and not as a style in the page.
EMPTY_STYLE = "'sha256-{}'".format(base64.b64encode(hashlib.sha256(b"").digest()).decode())

#: The Content-Security-Policy of pages and workers. A worker obeys the header of its own script:
#: the meta element of the page does not reach it. Who may embed a page is left open on purpose.
POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'", "'wasm-unsafe-eval'"),
    "worker-src": ("'self'",),
    # blob: is how the page tells a running worker to stop.
    "connect-src": ("'self'", "blob:"),
    "font-src": ("'self'",),
    # Plotly draws what is too fine for SVG into pictures of its own.
    "img-src": ("'self'", "data:", "blob:"),
    "manifest-src": ("'self'",),
    "style-src": ("'self'", EMPTY_STYLE),
    # KaTeX and Plotly place what they draw with style attributes.
    "style-src-attr": ("'unsafe-inline'",),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
    # No text is ever made HTML or a script; the addresses of workers pass web/page/trusted.ts.
    "require-trusted-types-for": ("'script'",),
    "trusted-types": ("default",),
}

CONTENT_SECURITY_POLICY = "; ".join(" ".join((name, *values)) for name, values in POLICY.items())
REFERRER_POLICY = "same-origin"

EVERYWHERE: Mapping[str, str] = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": REFERRER_POLICY,
    "x-content-type-options": "nosniff",
}

#: The names in this folder change with what is in the files.
FOR_EVER: Mapping[str, str] = {"cache-control": "public, max-age=31536000, immutable"}


def headers_file(assets: str) -> str:
    """The `_headers` file for a host at whose root the site lies.

    assets: the folder of files that are kept for ever
    """
    return "".join(
        f"{pattern}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for pattern, headers in (("/*", EVERYWHERE), (f"/{assets}/*", FOR_EVER))
    )
