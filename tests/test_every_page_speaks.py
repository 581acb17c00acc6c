"""Every page that a role of the demonstration can reach, in the pseudo-language: nothing on it is untranslated."""

import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.test import Client

from telepraxis.base import tenancy
from telepraxis.base.record import rows
from telepraxis.commons.questionnaires.library import instruments
from telepraxis.registry.accounts import hats
from telepraxis.registry.accounts.models import DemoRole
from telepraxis.registry.organizations import languages
from telepraxis.registry.organizations.jurisdictions import starter
from telepraxis.server.demo.build import build_demonstration
from tests import crawling, pseudo
from tests.signing_in import sign_in_client

STARTS = ("/", "/visits/", "/book/", "/me/", "/record/access/", "/desk/", "/patients/?q=Okonjo")

IN_DOCUMENTS = (
    "Okonjo",
    "Next of kin",
    "family",
    "ambulance number; 112 works from mobile phones",
    "14 Ropewalk Street",
    "Port Alder",
    "Karoo Spring",
    "Firefox, Linux",
    "forearm.jpg",
)


@pytest.fixture
def clinic(db, settings):
    from django.utils import timezone

    settings.TELEPRAXIS_MODE = "demo"
    return build_demonstration(now=timezone.now())


def data_of(clinic) -> list[str]:
    """Everything that people wrote, and names of languages: not ours to translate. Codes (one lower-case word) are."""
    texts = {clinic.name, *languages.SPOKEN.values(), *IN_DOCUMENTS, *(place.source for place in starter().values())}
    with tenancy.serving(clinic.id):
        for model in apps.get_models():
            if model.__module__.startswith("telepraxis.") and not model._meta.proxy:
                texts.update(_texts_of(model))
        for table in rows.tables():
            for doc in table.objects.values_list("doc", flat=True):
                texts.update(_words_in(json.loads(doc)))
    for form in instruments().values():
        texts.update(_words_in(form.doc))
    lines = {line.strip(" -") for text in texts for line in (text, *text.splitlines())}
    return sorted(
        (line for line in lines if " " in line or line != line.lower() or line in IN_DOCUMENTS), key=len, reverse=True
    )


def _words_in(part) -> Iterator[str]:
    """Yield every text of a document."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from _words_in(each)


def _texts_of(model) -> set[str]:
    written = [
        field.name for field in model._meta.fields if isinstance(field, (CharField, TextField)) and field.name != "doc"
    ]
    return (
        {text for row in model.objects.values_list(*written).distinct()[:5000] for text in row if text}
        if written
        else set()
    )


@pytest.mark.matrix
def test_every_page_speaks_the_pseudo_language(clinic):
    known, silent, seen = data_of(clinic), {}, set()
    for role in DemoRole.objects.select_related("account"):
        client = Client()
        hat = hats.PATIENT if role.landing == "/" else hats.STAFF
        sign_in_client(client, role.account, clinic, hat=hat)  # the demonstration's own door may not be in this run

        def open_page(path, client=client):
            answer = client.get(path, follow=True)
            return answer.content.decode() if answer.get("Content-Type", "").startswith("text/html") else None

        with pseudo.spoken():
            for path, html in crawling.walk([role.landing or "/", *STARTS], open_page):
                seen.add(crawling.kind(path))
                if left := pseudo.untranslated(html, known, filled_in=True):
                    silent.setdefault(crawling.kind(path), set()).update(left)

    assert {"/day/", "/desk/", "/patients/*/", "/setup/", "/operator/", "/visits/", "/book/", "/visit/*/"} <= seen
    told = "\n".join(f"{path}: {sorted(texts)}" for path, texts in sorted(silent.items()))
    assert not silent, f"untranslated:\n{told}"
