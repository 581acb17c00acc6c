"""Consent texts: what is in force where, in which language; new versions; the starter texts."""

import tomllib
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor

from .models import ConsentText
from .permissions import may_publish_texts

STARTER = Path(__file__).parent / "starter" / "texts.toml"
ANYWHERE = "*"
# Starter texts hold from a day before any visit, so that a practice founded today can take consent today.
STARTER_FROM = date(2000, 1, 1)


class NoConsentText(LookupError):
    """The practice has no text of this kind that holds there."""

    def __init__(self, kind: str, jurisdiction: str):
        super().__init__(
            _("There is no consent text “%(kind)s” for %(jurisdiction)s. A manager adds it: Set-up, Consent texts.")
            % {"kind": kind, "jurisdiction": jurisdiction}
        )


class TextMissing(ValueError):
    """A consent text has a title, a body and a source."""


@lru_cache(maxsize=1)
def starter() -> tuple[dict, ...]:
    """Return the texts that come with the program."""
    return tuple(tomllib.loads(STARTER.read_text())["text"])


@transaction.atomic
def adopt_starter_texts(*, by: Actor, now: datetime) -> None:
    """Take over the starter texts that the organization lacks; done again, it does nothing."""
    ConsentText.objects.bulk_create(
        (
            ConsentText(
                organization_id=by.organization_id,
                version=1,
                valid_from=STARTER_FROM,
                published_at=now,
                published_by=by.name,
                **{**text, "body": text["body"].strip()},
            )
            for text in starter()
        ),
        ignore_conflicts=True,
    )
    audit.wrote(by, "consents.starter_texts_adopted")


def current_text(kind: str, jurisdiction: str, language: str, on: date) -> ConsentText:
    """Return the text in force: the place's own before its country's before the one for anywhere; in the reader's
    language before English before any other.

    :raises NoConsentText: none of the kind holds there.
    """
    found = list(_in_force(kind, _places(jurisdiction), on))
    if not found and not ConsentText.objects.exists():
        adopt_starter_texts(by=Actor.system(tenancy.served_organization()), now=datetime.combine(on, time(), UTC))
        found = list(_in_force(kind, _places(jurisdiction), on))
    if not found:
        raise NoConsentText(kind, jurisdiction)
    return min(found, key=lambda text: _distance(text, jurisdiction, language))


def texts_in_force(on: date) -> list[ConsentText]:
    """Return the newest version in force of every text of the organization, by kind, place and language. One query."""
    found = ConsentText.objects.filter(valid_from__lte=on).order_by("kind", "jurisdiction", "language", "-version")
    return list(found.distinct("kind", "jurisdiction", "language"))


def versions_of(kind: str, jurisdiction: str, language: str) -> list[ConsentText]:
    """Return every version of one text, the newest first."""
    found = ConsentText.objects.filter(kind=kind, jurisdiction=jurisdiction, language=language)
    return list(found.order_by("-version"))


@transaction.atomic
def publish(
    *,
    kind: str,
    jurisdiction: str,
    language: str,
    title: str,
    body: str,
    source: str,
    valid_from: date,
    by: Actor,
    now: datetime,
) -> ConsentText:
    """Publish the next version of a text; earlier versions stay as they were agreed to.

    :raises TextMissing: title, body or source is empty.
    """
    may_publish_texts.require(by)
    if not (title.strip() and body.strip() and source.strip()):
        raise TextMissing(_("Give the title, the text, and where its wording comes from."))
    last = versions_of(kind, jurisdiction, language)
    text = ConsentText(
        organization_id=by.organization_id,
        kind=ConsentText.Kind(kind),
        jurisdiction=jurisdiction,
        language=language,
        version=last[0].version + 1 if last else 1,
        title=title.strip(),
        body=body.strip(),
        source=source.strip(),
        valid_from=valid_from,
        published_at=now,
        published_by=by.name,
    )
    text.save(force_insert=True)
    audit.wrote(by, "consents.published", entity=("ConsentText", text.id), reason=text.label)
    return text


def _in_force(kind: str, places: list[str], on: date):
    found = ConsentText.objects.filter(kind=kind, jurisdiction__in=places, valid_from__lte=on)
    return found.order_by("jurisdiction", "language", "-version").distinct("jurisdiction", "language")


def _places(jurisdiction: str) -> list[str]:
    return list(dict.fromkeys([jurisdiction, jurisdiction.partition("-")[0], ANYWHERE]))


def _distance(text: ConsentText, jurisdiction: str, language: str) -> tuple[int, int, str]:
    """A text in the reader's language counts more than one for their very place in a language they may not read."""
    languages = [language, language.partition("-")[0], "en"]
    speaks = languages.index(text.language) if text.language in languages else len(languages)
    return speaks, _places(jurisdiction).index(text.jurisdiction), text.language
