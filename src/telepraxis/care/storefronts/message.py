"""What travels to partners on other installations: the pharmacy as a FHIR Location, its offers beside it. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from . import plan_message
from .hours import DAY
from .models import Offer, Plan, Storefront
from .offering import Offering
from .particulars import Particulars
from .plan_copies import PlanOffered
from .plan_message import NotUnderstood

KIND = "storefronts.published"
MOST = 5_000  # offers in one message: well below what a message carries
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXTRA = "urn:telepraxis:storefront"
LONGEST = {"system": 200, "code": 100, "counted_in": 40}


@dataclass(frozen=True)
class Published:
    """What a message says. `is_whole`: what it does not name is offered no more. `said` None: it is closed."""

    said: Particulars | None
    offerings: tuple[Offering, ...]
    ended: tuple[tuple[str, str, str], ...]
    is_whole: bool
    plans: tuple[PlanOffered, ...] = ()
    ended_plans: tuple[str, ...] = ()


def to_body(shown: Storefront, offers: Iterable[Offer], *, is_whole: bool, plans: Iterable[Plan] = ()) -> dict:
    """Return the body of a message. `offers` bear their products, `plans` their exceptions."""
    return {
        "location": _location(shown),
        "is_whole": is_whole,
        "offers": [_offer(each) for each in offers],
        "plans": [plan_message.written(each) for each in plans],
    }


def from_body(body: dict) -> Published:
    """Return what the body says; whether a pharmacy can be so, `particulars.columns_of` asks.

    :raises NotUnderstood: a part is missing, or of another kind.
    """
    try:
        listed = list(body["offers"])
        if len(listed) > MOST:
            raise NotUnderstood(f"more than {MOST} offers")
        said = _particulars(body["location"]) if body["location"].get("status") == "active" else None
        return Published(
            said=said,
            offerings=tuple(_offering(each) for each in listed if not each.get("ended")),
            ended=tuple(_product(each) for each in listed if each.get("ended")),
            is_whole=bool(body.get("is_whole")),
            **plan_message.read(body.get("plans") or []),
        )
    except NotUnderstood:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation, OverflowError) as reason:
        raise NotUnderstood(f"{type(reason).__name__}: {reason}") from reason


def _location(shown: Storefront) -> dict:
    return {
        "resourceType": "Location",
        "status": "inactive" if shown.closed_at else "active",
        "name": shown.name,
        "telecom": [{"system": "phone", "value": shown.phone}] if shown.phone else [],
        "address": {"line": [shown.street], "city": shown.city, "postalCode": shown.postal_code},
        "position": {"latitude": shown.latitude, "longitude": shown.longitude},
        "hoursOfOperation": [_span(*span) for span in shown.hours.spans],
        EXTRA: {
            "timeZone": shown.time_zone,
            "closedOn": [day.isoformat() for day in shown.closed_on],
            "languages": shown.languages,
            "deliversKm": shown.delivers_km,
            "deliveryFeeMinor": shown.delivery_fee_minor,
            "currency": shown.currency,
            "takesCard": shown.takes_card,
        },
    }


def _span(opens: int, closes: int) -> dict:
    """Return one opening as Location.hoursOfOperation has it: it closes on that day, or in the night after it."""
    if closes - opens == DAY and opens % DAY == 0:
        return {"daysOfWeek": [DAYS[opens // DAY]], "allDay": True}
    return {"daysOfWeek": [DAYS[opens // DAY]], "openingTime": _time(opens), "closingTime": _time(closes)}


def _time(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}:00"


def _particulars(location: dict) -> Particulars:
    more, where, address = location[EXTRA], location["position"], location.get("address") or {}
    phones = [each["value"] for each in location.get("telecom") or [] if each.get("system") == "phone"]
    return Particulars(
        name=_text(location["name"]), latitude=float(where["latitude"]), longitude=float(where["longitude"]),
        time_zone=_text(more["timeZone"]), currency=_text(more["currency"]),
        street=_text(next(iter(address.get("line") or []), "")), postal_code=_text(address.get("postalCode", "")),
        city=_text(address.get("city", "")), phone=_text(phones[0] if phones else ""),
        spans=tuple(span for each in location.get("hoursOfOperation") or [] for span in _spans(each)),
        closed_on=tuple(date.fromisoformat(day) for day in more.get("closedOn") or []),
        languages=tuple(_text(tag) for tag in more.get("languages") or []),
        delivers_km=None if more.get("deliversKm") is None else float(more["deliversKm"]),
        delivery_fee_minor=int(more.get("deliveryFeeMinor") or 0), takes_card=bool(more.get("takesCard")),
    )  # fmt: skip


def _spans(said: dict) -> list[tuple[int, int]]:
    found = []
    for day in said["daysOfWeek"]:
        begins = DAYS.index(day) * DAY
        opens, closes = (0, DAY) if said.get("allDay") else (_minute(said["openingTime"]), _minute(said["closingTime"]))
        found.append((begins + opens, begins + (closes if closes > opens else closes + DAY)))
    return found


def _minute(text: str) -> int:
    if not (found := re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)(:\d\d)?", text)):
        raise NotUnderstood("a time of the day")
    return int(found[1]) * 60 + int(found[2])


def _offer(offer: Offer) -> dict:
    product = offer.product
    named = {"system": product.system, "code": product.code, "countedIn": product.counted_in}
    if offer.ended_at:
        return named | {"ended": True}
    said = named | {"free": _plain(offer.free), "at": offer.figures_at.astimezone(UTC).isoformat()}
    if offer.price_minor is not None:
        said |= {"priceMinor": offer.price_minor, "per": _plain(offer.per), "currency": offer.currency}
    return said


def _offering(said: dict) -> Offering:
    system, code, counted_in = _product(said)
    at = datetime.fromisoformat(said["at"])
    free, per = _amount(said["free"]), _amount(said.get("per", "1"))
    price, currency = said.get("priceMinor"), _text(said.get("currency", ""))
    if at.tzinfo is None or not per or not (price is None or isinstance(price, int) and 0 <= price < 10**12):
        raise NotUnderstood("an offer's figures")
    if price is not None and not re.fullmatch("[A-Z]{3}", currency):
        raise NotUnderstood("a currency")
    return Offering(system, code, counted_in, free, price, per, currency if price is not None else "", at)


def _product(said: dict) -> tuple[str, str, str]:
    found = _text(said["system"]), _text(said["code"]), _text(said["countedIn"])
    if not all(found) or any(len(part) > longest for part, longest in zip(found, LONGEST.values(), strict=True)):
        raise NotUnderstood("a code")
    return found


def _amount(said: str) -> Decimal:
    found = Decimal(_text(said))
    if not found.is_finite() or not 0 <= found < 10**10 or found != round(found, 3):
        raise NotUnderstood("a quantity")
    return found


def _text(said: object) -> str:
    if not isinstance(said, str) or "\0" in said:
        raise NotUnderstood("a text")
    return said


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
