"""Understand what was scanned or typed: a box with its lot and expiry, a bar code alone, an NDC; find it here."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from . import gs1
from .codes import GTIN, NDC, NotNdc, gtins_of_ndc, ndc_11
from .models import Item, Lot, Pack


@dataclass(frozen=True)
class Scanned:
    """What a scan says, and what is known here of it. `code` is the box's, "" where it names none."""

    code: str = ""
    system: str = ""
    lot_number: str = ""
    expires_on: date | None = None
    serial: str = ""
    count: int | None = None
    pack: Pack | None = None
    lot: Lot | None = None

    @property
    def item(self) -> Item | None:
        return self.pack.item if self.pack else None


class NotUnderstood(ValueError):
    """This is neither an element string nor a code of a box."""


def understand(text: str, *, today: date) -> Scanned:
    """Return what was scanned.

    :raises NotUnderstood: it is nothing that stands on a box.
    """
    read = _read(text.strip(" \t\r\n"), today)
    pack = _pack(read.gtin, read.others.get("ndc", ""))
    code, system = (read.gtin, GTIN) if read.gtin else (read.others.get("ndc", ""), NDC)
    return Scanned(
        code=code,
        system=system if code else "",
        lot_number=read.lot,
        expires_on=read.expires_on,
        serial=read.serial,
        count=read.count,
        pack=pack,
        lot=Lot.objects.filter(item=pack.item, number=read.lot).first() if pack and read.lot else None,
    )


def _read(text: str, today: date) -> gs1.Read:
    """Read a bare bar code before an element string: thirteen digits that fit their check digit are a GTIN."""
    try:
        if re.fullmatch(r"[0-9 ]{8,17}", text):
            return gs1.Read(gtin=gs1.gtin_14(text))
    except gs1.NotGs1:
        pass
    try:
        return gs1.Read(others={"ndc": ndc_11(text)})
    except NotNdc:
        pass
    try:
        return gs1.read(text, today=today)
    except gs1.NotGs1 as neither:
        raise NotUnderstood(str(neither)) from neither


def _pack(gtin: str, ndc: str) -> Pack | None:
    """Return the box that is known by this code, whether it was kept as a GTIN or as the NDC within it."""
    if not gtin and not ndc:
        return None
    wanted = Q(system=GTIN, code=gtin) if gtin else Q(system=NDC, code=ndc)
    if ndc:
        wanted |= Q(system=GTIN, code__in=gtins_of_ndc(ndc))
    elif gtin.startswith("003"):
        wanted |= Q(system=NDC, code__in=_ndcs_in(gtin))
    return Pack.objects.select_related("item").filter(wanted).order_by("id").first()


def _ndcs_in(gtin: str) -> list[str]:
    """Return the NDCs of eleven digits that the ten digits inside a GTIN may stand for."""
    ten = gtin[3:13]
    return [ten.zfill(11), f"{ten[:5]}0{ten[5:]}", f"{ten[:9]}0{ten[9:]}"]
