"""How somebody came to a charge: signed in as who owes it or acts for them, or by the link of a mail."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from telepraxis.base import audit, paper
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients.identity import uids_of

from .. import links, receipts
from ..models import Charge, Receipt

PDF = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


class Door:
    """The actor, the charge, and the addresses that go the same way."""

    def __init__(self, request: HttpRequest, *, patient: UUID | None = None, charge: UUID | None, token: str = ""):
        self.request, self.patient, self.token = request, patient, token
        found = Charge.objects.select_related("price")
        if token:
            self.charge = get_object_or_404(found, id=links.read(token).charge_id)
            if links.has_ended(self.charge, request.now):
                raise Http404
        else:
            self.charge = get_object_or_404(found, id=charge, patient_id__in=uids_of(patient))

    @property
    def actor(self) -> Actor:
        return links.holder(self.request.actor, self.charge) if self.token else self.request.actor

    def address(self, name: str = "", *args) -> str:
        """Return the address of a page of this charge: "" its own, card, transfer, going, receipt, give_up."""
        if self.token:
            return reverse(f"payments:linked{'_' + name if name else ''}", args=[self.token, *args])
        return reverse(f"payments:own_{name or 'charge'}", args=[self.patient, self.charge.id, *args])


def its_patient(request: HttpRequest, patient_id: UUID, **_kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


def organization_of_link(request: HttpRequest, token: str, **_kwargs) -> UUID:
    """Return the practice that a signed link names."""
    try:
        return links.read(token).organization_id
    except links.LinkUnusable as forged:
        raise Http404 from forged


def as_pdf(receipt: Receipt, *, patient: UUID | None, by: Actor) -> HttpResponse:
    """Answer with the receipt."""
    try:
        content = receipts.pdf_of(receipt)
    except paper.CannotPrint:
        return HttpResponse(
            _("The receipt cannot be printed here."), status=503, content_type="text/plain; charset=utf-8"
        )
    audit.looked(by, "payments.receipt_seen", patient=patient, entity=("Receipt", receipt.id))
    named = {"Content-Disposition": f'inline; filename="receipt-{receipt.number_text}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=PDF | named)
