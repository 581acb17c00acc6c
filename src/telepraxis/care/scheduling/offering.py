"""Set up what can be booked and with whom."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor

from . import calendars
from .documenting import write_schedules
from .masks import CELL_MINUTES
from .models import Modality, Service, ServicePractitioner
from .permissions import may_set_up

# Asked before a time is offered; a practice edits its own copy. After the ABC of first aid, in plain words.
RED_FLAGS = (
    _("Chest pain or pressure, or trouble breathing?"),
    _("Face drooping, an arm gone weak, or speech suddenly slurred?"),
    _("Heavy bleeding that does not stop, or a bad injury?"),
    _("Thoughts of ending your life, or of hurting somebody?"),
)


OFF_THE_GRID = ("notice_minutes", "cancel_cutoff_minutes", "no_show_after_minutes")


class NotOnTheGrid(ValueError):
    """Minutes are whole multiples of five."""

    def __init__(self, field: str):
        super().__init__(_("Use a multiple of five minutes."))
        self.field = field


class ServiceNameTaken(ValueError):
    """Another service that can be booked has this name."""


@transaction.atomic
def offer_service(
    *,
    name: str,
    minutes: int,
    currency: str,
    by: Actor,
    now: datetime,
    description: str = "",
    grid_minutes: int = 15,
    grid_anchor_minutes: int = 0,
    buffer_before_minutes: int = 0,
    buffer_after_minutes: int = 0,
    notice_minutes: int = 60,
    horizon_days: int = 60,
    cancel_cutoff_minutes: int = 24 * 60,
    no_show_after_minutes: int | None = None,
    price_minor: int = 0,
    modalities: Iterable[str] = (Modality.VIDEO,),
    red_flags: Iterable[str] | None = None,
    practitioners: Iterable[UUID] = (),
) -> Service:
    """Add a service and say who offers it. All minutes are multiples of five, money is in the minor unit.

    :raises NotOnTheGrid: minutes that are no multiple of five.
    :raises ServiceNameTaken: the name stands for another service.
    """
    may_set_up.require(by)
    service = Service(organization_id=by.organization_id)
    _describe(
        service,
        name=name.strip(),
        description=description,
        minutes=minutes,
        currency=currency.upper(),
        grid_minutes=grid_minutes,
        grid_anchor_minutes=grid_anchor_minutes,
        buffer_before_minutes=buffer_before_minutes,
        buffer_after_minutes=buffer_after_minutes,
        notice_minutes=notice_minutes,
        horizon_days=horizon_days,
        cancel_cutoff_minutes=cancel_cutoff_minutes,
        no_show_after_minutes=no_show_after_minutes,
        price_minor=price_minor,
        modalities=list(modalities),
        red_flags=[str(question) for question in (RED_FLAGS if red_flags is None else red_flags)],
    )
    service.save(force_insert=True)
    write_schedules(_set_offerers(service, practitioners), by=by, now=now)
    audit.wrote(by, "scheduling.service_offered", entity=("Service", service.id))
    return service


@transaction.atomic
def change_service(
    *, service: Service, practitioners: Iterable[UUID] | None = None, by: Actor, now: datetime, **changes
) -> Service:
    """Change a service from now on; what is booked stays as it was agreed.

    :raises NotOnTheGrid: minutes that are no multiple of five.
    :raises ServiceNameTaken: the name stands for another service.
    """
    may_set_up.require(by)
    _describe(service, **changes)
    service.save()
    present = None if practitioners is None else _set_offerers(service, practitioners)
    write_schedules(_offerers(service) if present is None else present, by=by, now=now)
    audit.wrote(by, "scheduling.service_changed", entity=("Service", service.id))
    return service


@transaction.atomic
def retire_service(*, service: Service, by: Actor, now: datetime) -> Service:
    """Offer the service no more. What is booked stays."""
    may_set_up.require(by)
    service.retired_at = now
    service.save(update_fields=["retired_at"])
    write_schedules(_offerers(service), by=by, now=now)
    audit.wrote(by, "scheduling.service_retired", entity=("Service", service.id))
    return service


def services_to_book(practitioner: UUID | None = None):
    """Return the services that somebody offers (or this practitioner does), by name."""
    offered = ServicePractitioner.objects.all()
    if practitioner is not None:
        offered = offered.filter(practitioner_id=practitioner)
    return Service.objects.filter(retired_at=None, id__in=offered.values("service_id")).order_by("name")


def _describe(service: Service, **values) -> None:
    for field, value in values.items():
        if field.endswith("minutes") and field not in OFF_THE_GRID:
            if value % CELL_MINUTES:
                raise NotOnTheGrid(field)
        setattr(service, field, value)
    same_name = Service.objects.filter(name=service.name, retired_at=None).exclude(id=service.id)
    if same_name.exists():
        raise ServiceNameTaken(_("There is already a service of this name."))


def _offerers(service: Service) -> set[UUID]:
    return set(ServicePractitioner.objects.filter(service=service).values_list("practitioner_id", flat=True))


def _set_offerers(service: Service, practitioners: Iterable[UUID]) -> set[UUID]:
    """Say who offers the service, and return who offers it now or did before."""
    wanted, present = set(practitioners), _offerers(service)
    ServicePractitioner.objects.filter(service=service, practitioner_id__in=present - wanted).delete()
    ServicePractitioner.objects.bulk_create(
        ServicePractitioner(organization_id=service.organization_id, service=service, practitioner_id=uid)
        for uid in sorted(wanted - present)
    )
    calendars.changed(wanted ^ present)
    return wanted | present
