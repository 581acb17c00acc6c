"""Templates that exist in tests alone, and the worker's step done at once."""

import pytest

from telepraxis.base import notify, tenancy
from telepraxis.base.notify.delivery import deliver
from telepraxis.base.notify.models import OutgoingMail
from tests.people import MONDAY_8AM

TEMPLATES = {
    "test/mail/booked.subject.txt": "Your visit at {{ practice }}\n",
    "test/mail/booked.txt": "{{ name }}, {{ starts_at|date:'j M H:i' }}: {{ link }}",
    "test/mail/booked.html": "<p>{{ name }}</p>",
    "test/mail/plain.subject.txt": "Código",
    "test/mail/plain.txt": "{{ code }}",
}


@pytest.fixture
def templates(settings):
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]},
        }
    ]


def write_to(address="amara@example.org", by_key="booked:1", **more):
    return notify.email(
        to=address, template="test/mail/booked", language="en", by_key=by_key,
        context={"name": "Amara", "starts_at": MONDAY_8AM, "link": "https://clinic.example/join/1"}, **more,
    )  # fmt: skip


def send(mail, now, organization=None):
    """Do what the worker does, and return the mail as it is then."""
    organization_id = organization.id if organization else mail.organization_id
    deliver(
        OutgoingMail.objects, mail.pk, lambda: tenancy.serving(organization_id), now=now, sender="Quayside Practice"
    )
    return OutgoingMail.objects.get(pk=mail.pk)
