"""Parents and carers: who may act for a patient, for what, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, UUIDField
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, live
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts.models import Account, Membership
from telepraxis.registry.organizations.profile import confidential_from_age

from .events import ProxyRevoked
from .identity import uids_of
from .models import PatientMerge, Proxy
from .permissions import may_appoint_proxies, may_open_restricted
from .standing import standing

OF_AGE = 18
BOOK, VISIT, RECORD, SENSITIVE = Proxy.Scope.BOOK, Proxy.Scope.VISIT, Proxy.Scope.RECORD, Proxy.Scope.SENSITIVE


class AlreadyProxy(Exception):
    """This account acts for the patient already."""


class SharedMailbox(Exception):
    """A minor and the person who acts for them share one mailbox: the minor's own mail would not be theirs."""

    def __init__(self):
        super().__init__(_("A minor needs an e-mail address of their own, or none: not the parent's or carer's."))


class NotTheirsToOpen(Exception):
    """The patient cannot let others read what is restricted: they are a child, or a minor without a sign-in."""

    def __init__(self):
        super().__init__(
            _("A minor opens restricted entries by a sign-in of their own. A young child's parents read them anyway.")
        )


class EndsBeforeItBegins(ValueError):
    """The last day lies before the first."""


@dataclass(frozen=True)
class Represented:
    """A patient somebody acts for."""

    uid: UUID
    name: str
    scope: tuple[str, ...]


@transaction.atomic
def appoint(
    *,
    patient: UUID,
    account: Account,
    authority: str,
    scope: Iterable[str],
    relation: str = "",
    evidence: str = "",
    starts_on: date | None = None,
    until: date | None = None,
    by: Actor,
    now: datetime,
) -> Proxy:
    """Let the account act for the patient, within the scope, up to and including the day `until`.

    Parental responsibility ends at the latest the day before the child comes of age.

    :raises AlreadyProxy: the account acts for the patient already.
    :raises SharedMailbox: the patient is a minor and has the account's mail address, or signs in by this account.
    :raises NotTheirsToOpen: the scope has `sensitive`, which this patient cannot grant.
    :raises EndsBeforeItBegins: the days are the wrong way round, or the child is of age already.
    """
    may_appoint_proxies.require(by, patient)
    row = Patient.objects.get(uid=patient)
    starts_on = starts_on or now.date()
    if authority == Proxy.Authority.PARENTAL and row.birth_date:
        until = min(until or date.max, last_day_as_minor(row.birth_date))
    if until is not None and until < starts_on:
        raise EndsBeforeItBegins(_("It would end before it begins. Check both days, and the child's age."))
    if is_minor(row.birth_date, now.date()) and (
        _same_mailbox(row.email, account.email) or account.pk in _own_accounts(patient)
    ):
        raise SharedMailbox
    if SENSITIVE in set(scope := tuple(scope)):
        _refuse_unless_theirs(patient, row.birth_date, now)
    proxy = Proxy(
        organization_id=by.organization_id,
        patient=row,
        account=account,
        relation=relation,
        authority=Proxy.Authority(authority),
        evidence=evidence,
        scope=sorted({Proxy.Scope(each).value for each in scope}),
        starts_on=starts_on,
        ends_on=until,
        appointed_at=now,
        appointed_by=by.name,
    )
    try:
        with transaction.atomic():
            proxy.save(force_insert=True)
    except IntegrityError as taken:
        raise AlreadyProxy(_("%(name)s acts for this patient already.") % {"name": account.name}) from taken
    said = f"{account.name}: {proxy.authority}"
    audit.wrote(by, "patients.proxy_appointed", patient=patient, entity=("Proxy", proxy.id), reason=said)
    return proxy


@transaction.atomic
def open_restricted(*, proxy: Proxy, opened: bool, by: Actor, now: datetime) -> Proxy:
    """Let somebody who reads the record read what is restricted in it too, or no longer; it holds at the next request.

    :raises NotTheirsToOpen: the patient cannot grant it.
    """
    may_open_restricted.require(by, proxy.patient_id)
    proxy = Proxy.objects.select_for_update().get(pk=proxy.pk)
    if opened:
        birth_date = Patient.objects.values_list("birth_date", flat=True).get(uid=proxy.patient_id)
        _refuse_unless_theirs(proxy.patient_id, birth_date, now)
    scope = set(proxy.scope) | {SENSITIVE.value} if opened else set(proxy.scope) - {SENSITIVE.value}
    if sorted(scope) == sorted(proxy.scope):
        return proxy
    proxy.scope = sorted(scope)
    proxy.save(update_fields=["scope"])
    live.rights_changed(live.account_group(proxy.account_id))
    action = "patients.restricted_opened" if opened else "patients.restricted_closed"
    audit.wrote(by, action, patient=proxy.patient_id, entity=("Proxy", proxy.id))
    return proxy


def _refuse_unless_theirs(patient: UUID, birth_date: date | None, now: datetime) -> None:
    if is_minor(birth_date, now.date()) and (is_young(birth_date, now.date()) or not _own_accounts(patient)):
        raise NotTheirsToOpen


@transaction.atomic
def revoke(*, proxy: Proxy, reason: str = "", by: Actor, now: datetime) -> Proxy:
    """End somebody's acting for the patient at once; the next request is refused already."""
    may_appoint_proxies.require(by, proxy.patient_id)
    proxy.revoked_at = now
    proxy.save(update_fields=["revoked_at"])
    live.rights_changed(live.account_group(proxy.account_id))
    audit.wrote(by, "patients.proxy_revoked", patient=proxy.patient_id, entity=("Proxy", proxy.id), reason=reason)
    tell(ProxyRevoked(patient_id=proxy.patient_id, account_id=proxy.account_id, revoked_at=now))
    return proxy


def patients_of(account_id: UUID) -> frozenset[UUID]:
    """Return the uids of the patients the account may act for today in the served organization, in all their records.
    One query."""
    return standing(account_id, None).acts_for


def may_do(account_id: UUID, patient: UUID, scope: str) -> bool:
    """Tell whether the account may do this for the patient today: book, visit or record. One query."""
    held = _valid_today(account_id).filter(patient_id__in=uids_of(patient)).values_list("scope", flat=True)
    return any(scope in each for each in held)


def stands_in(actor: Actor, patient: UUID | None, scope: str = RECORD) -> bool:
    """Tell whether a session is the patient's own, or that of somebody who may do this for them. A join link is no key.
    At most one query.
    """
    if patient is None or actor.via != "session":
        return False
    return actor.is_patient(patient) or (patient in actor.acts_for and may_do(actor.account_id, patient, scope))


def represented_by(account_id: UUID) -> list[Represented]:
    """Return whom the account acts for today, by name, for the choice of person. One query; a merge costs another."""
    found = _valid_today(account_id).order_by("starts_on", "id")
    scopes: dict[UUID, set[str]] = {}
    names = {proxy.patient_id: proxy.patient.name_text for proxy in found}
    for proxy in found:
        scopes.setdefault(proxy.stands_for, set()).update(proxy.scope)
    if absent := scopes.keys() - names.keys():
        names |= dict(Patient.objects.filter(uid__in=absent).values_list("uid", "name_text"))
    people = [Represented(uid, names[uid], tuple(sorted(scope))) for uid, scope in scopes.items()]
    return sorted(people, key=lambda person: (person.name, str(person.uid)))


def proxies_of(patient: UUID) -> list[Proxy]:
    """Return everybody who acts or acted for the patient, those in force first, with their accounts. One query."""
    found = Proxy.objects.filter(patient_id__in=uids_of(patient)).select_related("account")
    return sorted(found, key=lambda proxy: (proxy.revoked_at is not None, proxy.account.name))


def refuse_shared_mailbox(patient: UUID, *, birth_date: date | None, email: str, now: datetime) -> None:
    """Pass when the patient is of age or has a mailbox of their own.

    :raises SharedMailbox: a proxy of this minor reads the same mailbox.
    """
    if shares_mailbox(patient, birth_date=birth_date, email=email, now=now):
        raise SharedMailbox


def shares_mailbox(patient: UUID | Iterable[UUID], *, birth_date: date | None, email: str, now: datetime) -> bool:
    """Tell whether the patient (several records of one person) is a minor with the address of who acts for them."""
    if not email or not is_minor(birth_date, now.date()):
        return False
    acting = Proxy.objects.filter(patient_id__in=uids_of(patient), revoked_at=None)
    return acting.filter(account__email__iexact=email.strip()).exists()


def is_address_of_ward(account_id: UUID, email: str, now: datetime) -> bool:
    """Tell whether a minor for whom the account acts today has this address in their record. One query."""
    wards = _valid_today(account_id).filter(patient__email__iexact=email.strip())
    return any(is_minor(proxy.patient.birth_date, now.date()) for proxy in wards)


def is_young(birth_date: date | None, today: date) -> bool:
    """Tell whether a child is below the practice's age of confidentiality today. One query."""
    return birth_date is not None and today <= _day_before_birthday(birth_date, confidential_from_age())


def is_minor(birth_date: date | None, today: date) -> bool:
    """Tell whether somebody is under 18 today; one whose birth date is unknown counts as of age."""
    return birth_date is not None and today <= last_day_as_minor(birth_date)


def last_day_as_minor(birth_date: date) -> date:
    """Return the day before the eighteenth birthday; born on 29 February, one comes of age on 1 March."""
    return _day_before_birthday(birth_date, OF_AGE)


def _day_before_birthday(birth_date: date, age: int) -> date:
    try:
        birthday = birth_date.replace(year=birth_date.year + age)
    except ValueError:
        birthday = date(birth_date.year + age, 3, 1)
    return birthday - timedelta(days=1)


def _own_accounts(patient: UUID) -> set[UUID]:
    """Return the accounts by which the patient signs in."""
    members = Membership.objects.filter(patient_id__in=uids_of(patient), ended_at=None)
    return set(members.values_list("account_id", flat=True))


def _valid_today(account_id: UUID):
    """What the account holds, each with the record it `stands_for`, without persons whom a merge keeps closed to it.

    A day counts as begun or not yet over by the database's clock, in UTC.
    """
    today, merges = TruncDate(Now()), PatientMerge.objects.filter(parted_at=None)
    survivor = merges.filter(retired=OuterRef("patient")).values("survivor_id")
    closed = merges.filter(survivor=OuterRef("stands_for"), kept_out__contains=[account_id])
    valid = Proxy.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today, revoked_at=None)
    held = valid.filter(account_id=account_id).annotate(
        stands_for=Coalesce(Subquery(survivor), F("patient_id"), output_field=UUIDField())
    )
    return held.filter(~Exists(closed)).select_related("patient").defer("patient__doc")


def _same_mailbox(one: str, other: str) -> bool:
    return bool(one) and one.strip().casefold() == other.strip().casefold()
