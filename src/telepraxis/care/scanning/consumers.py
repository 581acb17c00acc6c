"""The socket of the tray: hints to look again."""

from telepraxis.base.access import socket
from telepraxis.base.live import group
from telepraxis.base.live.consumer import LiveConsumer

from .permissions import may_scan


@socket(may_scan)
class PaperConsumer(LiveConsumer):
    """Says when pages are read, documents filed, stacks sent."""

    def live_groups(self) -> list[str]:
        return [group(self.actor.organization_id, "paper")]
