"""Pages of the room: the inbox and one result for clinicians, who is behind for managers, the patient's own."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ..models import Item


def item_asked_for(request: HttpRequest, item_id, **kwargs):
    """Return the patient of the result in the address, which is kept for the view."""
    rows = Item.objects.select_related("patient", "owner").defer("patient__doc", "owner__doc")
    request.item = get_object_or_404(rows, id=item_id)
    return request.item.patient_id
