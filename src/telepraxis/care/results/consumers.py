"""The socket of the inbox: hints to look again."""

from telepraxis.base.access import socket
from telepraxis.base.live import group
from telepraxis.base.live.consumer import LiveConsumer

from .permissions import may_work_results


@socket(may_work_results)
class ResultsConsumer(LiveConsumer):
    """Says when results arrive, and when something is done with one."""

    def live_groups(self) -> list[str]:
        return [group(self.actor.organization_id, "results")]
