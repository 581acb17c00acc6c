"""The socket of the desk: hints to look again."""

from urllib.parse import parse_qs
from uuid import UUID

from telepraxis.base.access import socket
from telepraxis.base.live import group
from telepraxis.base.live.consumer import LiveConsumer
from telepraxis.care.scheduling.permissions import may_run_desk


@socket(may_run_desk)
class DeskConsumer(LiveConsumer):
    """Says when somebody books, moves, cancels, arrives or waits online."""

    def _chosen(self) -> str:
        """Return whose appointments alone the page shows, or ""."""
        asked = parse_qs(self.scope["query_string"].decode("ascii", "ignore")).get("with", [""])[0]
        try:
            return str(UUID(asked))
        except ValueError:
            return ""

    def live_groups(self) -> list[str]:
        organization_id = self.actor.organization_id
        if chosen := self._chosen():
            return [group(organization_id, "waiting", chosen), group(organization_id, "schedule", chosen)]
        return [group(organization_id, "desk"), group(organization_id, "waiting", "everybody")]
