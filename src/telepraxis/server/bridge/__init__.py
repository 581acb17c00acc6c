"""Pages are WSGI, the server speaks ASGI: this is the bridge between them.

The body is gathered in the event loop, on disk when it is large, so that a slow upload holds no page thread; a plain
answer costs one hop to a thread; a stream gets a thread of its own and ends when the reader has gone. Words: a *lane*
is a few threads with a queue, so that a rush on one kind of request leaves the others their threads.
"""

from .bridge import Bridge
from .lanes import Lane, LaneFull

__all__ = ["Bridge", "Lane", "LaneFull"]
