"""HTTPS: a camera opens only on HTTPS or localhost, so nothing else is served.

One of five ways, chosen by the options of `telepraxis up`:
- `--domain NAME`: a certificate by ACME, kept renewed (acme_order.py, keeping.py)
- `--certificate FILE --key FILE`: yours, taken up again when the files change (reloading.py)
- `--behind-proxy`: the proxy has the certificate
- `--lan`: a local authority signs for this machine's addresses (local_authority.py)
- none: plain HTTP, on localhost only

Doors: `context_for(options, home, ...) -> Served`, `reloading.keep_fresh`, `state.read`.
"""

from .options import Options, Served, TlsRefused, context_for

__all__ = ["Options", "Served", "TlsRefused", "context_for"]
