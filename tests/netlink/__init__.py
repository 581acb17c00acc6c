"""A hostile network on one machine: namespaces of our own, and a program of ours that carries the packets between them.

`with link("patient", "clinician", "server") as net` makes one network namespace for each name, joined by TUN devices.
`net.set("patient", Access(rate_kbit=60))` changes what that person's access lets through, both ways, at once;
`net.command("patient")` is the prefix that runs a program there; `net.chromium("patient")` is a browser's path there.
Everything is ended by its process id, and the namespaces are deleted. Without root or /dev/net/tun it fails loudly.
"""

from .access import CLEAN, Access
from .link import Link, LinkImpossible, link

__all__ = ["CLEAN", "Access", "Link", "LinkImpossible", "link"]
