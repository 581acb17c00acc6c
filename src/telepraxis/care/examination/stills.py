"""Ask for a picture, decline it, take it with consent."""

from datetime import datetime

from django.db import IntegrityError, transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import VisitNotBegun, look_again, refuse_when_over
from telepraxis.commons.documents.keeping import keep
from telepraxis.commons.documents.sites import BODY_SITES, named_site
from telepraxis.registry.consents.giving import give_to_deed

from .models import Still
from .permissions import may_answer_for_still, may_ask_for_still

WORDING = "photograph 1"  # which words stood beside the box that was ticked


class AskedAlready(Exception):
    """A picture is asked for and not answered yet."""


class UnknownSite(ValueError):
    """The place on the body is not in the list."""


class NotAskedAnyMore(Exception):
    """The picture was answered or withdrawn meanwhile."""


class NotAgreed(Exception):
    """The patient has not agreed to this picture."""


@transaction.atomic
def ask(*, visit: Visit, site: str, wish: str = "", by: Actor, now: datetime) -> Still:
    """Ask the patient for a picture of this place on the body.

    :raises AskedAlready: one is asked for already. :raises UnknownSite: the place is not in the list.
    :raises VisitNotBegun, VisitIsOver: they have not met yet, or no longer meet.
    """
    may_ask_for_still.require(by, visit)
    refuse_when_over(visit)
    if not visit.has_begun and not visit.is_with_nurse:
        raise VisitNotBegun(visit)
    if site not in BODY_SITES:
        raise UnknownSite(site)
    still = Still(organization_id=visit.organization_id, visit=visit, site=site, wish=wish.strip()[:200])
    still.asked_by, still.asked_at = by.name, now
    try:
        with transaction.atomic():
            still.save(force_insert=True)
    except IntegrityError as there:
        raise AskedAlready from there
    audit.wrote(by, "still.asked", patient=visit.patient_id, entity=("Visit", visit.id))
    look_again(visit)
    return still


@transaction.atomic
def withdraw(*, still: Still, by: Actor, now: datetime) -> Still:
    """Ask no more.

    :raises NotAskedAnyMore: it was answered meanwhile.
    """
    still = _locked(still)
    may_ask_for_still.require(by, still.visit)
    return _settle(still, Still.Status.WITHDRAWN, "still.withdrawn", by, now)


@transaction.atomic
def decline(*, still: Still, by: Actor, now: datetime) -> Still:
    """Say no. No reason is asked.

    :raises NotAskedAnyMore: it was answered or withdrawn meanwhile.
    """
    still = _locked(still)
    may_answer_for_still.require(by, still.visit)
    return _settle(still, Still.Status.DECLINED, "still.declined", by, now)


@transaction.atomic
def take(*, still: Still, content: bytes, agreed: bool, by: Actor, now: datetime) -> Still:
    """Keep the picture in the record, with the consent that was given for it alone.

    :raises NotAgreed: nobody agreed. :raises NotAskedAnyMore: it was answered or withdrawn meanwhile.
    :raises FileRefused: it is no picture that may be kept. Then neither picture nor consent is kept.
    """
    if not agreed:
        raise NotAgreed
    still = _locked(still)
    may_answer_for_still.require(by, still.visit)
    _refuse_when_answered(still)
    visit = still.visit
    still.consent = give_to_deed(patient=visit.patient_id, kind="photograph", wording=WORDING, by=by, now=now)
    still.document = keep(
        content=content,
        name=still.site,
        patient=visit.patient_id,
        kind="still",
        encounter=visit.encounter_id,
        about=still.wish,
        body_site=named_site(still.site),
        consent=still.consent.logical_id,
        by=by,
        now=now,
    )
    return _settle(still, Still.Status.TAKEN, "still.taken", by, now)


def _locked(still: Still) -> Still:
    return Still.objects.select_for_update(of=("self",)).select_related("visit").get(pk=still.pk)


def _refuse_when_answered(still: Still) -> None:
    if still.status != Still.Status.ASKED:
        raise NotAskedAnyMore(still.pk)


def _settle(still: Still, status: Still.Status, action: str, by: Actor, now: datetime) -> Still:
    _refuse_when_answered(still)
    still.status, still.answered_at = status, now
    still.save(update_fields=["status", "answered_at", "document", "consent"])
    audit.wrote(by, action, patient=still.visit.patient_id, entity=("Visit", still.visit_id))
    look_again(still.visit)
    return still


def asked_in(visit: Visit) -> Still | None:
    """Return the picture that waits for an answer. One query."""
    return Still.objects.filter(visit=visit, status=Still.Status.ASKED).first()


def stills_of(visit: Visit) -> list[Still]:
    """Return what was asked for in the visit, the newest first. One query."""
    return list(Still.objects.filter(visit=visit).order_by("-asked_at"))
