"""The socket of an order's page: hints to look again."""

from uuid import UUID

from telepraxis.base.access import NotAllowed, socket
from telepraxis.base.live import group
from telepraxis.base.live.consumer import LiveConsumer
from telepraxis.registry.patients.identity import uids_of

from .models import Order
from .permissions import may_read_own_orders


@socket(may_read_own_orders)
class OrderConsumer(LiveConsumer):
    """Says when the pharmacy has answered, has it ready, has heard of money, or hands it out."""

    def subject(self) -> UUID:
        return self.scope["url_route"]["kwargs"]["patient_id"]

    def live_groups(self) -> list[str]:
        order = self.scope["url_route"]["kwargs"]["order_id"]
        if not Order.objects.filter(patient_id__in=uids_of(self.subject()), id=order).exists():
            raise NotAllowed(self.access_rule, self.subject())
        return [group(self.actor.organization_id, "order", order)]
