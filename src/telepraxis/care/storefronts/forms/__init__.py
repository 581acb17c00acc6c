"""What people type: what a pharmacy says of itself, where and how somebody looks, a place of theirs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form, PhoneField, Segments, Suggestions
from telepraxis.base.ui.sums import EXPONENTS, typed_text
from telepraxis.registry.organizations.languages import language_choices

from ..coverages import Coverage
from ..finding import CHEAPEST, NEAREST
from ..hours import BadHours, day_text, read_day
from ..models import OwnStorefront
from ..particulars import BadParticulars, Particulars, columns_of
from ..placing import point_in

DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
PLAIN = {"autocomplete": "off"}
MINE = {"spans": "hours_0", "delivery_fee_minor": "fee", "latitude": "position", "longitude": "position"}


class StorefrontForm(Form):
    """What a pharmacy says of itself. `said` holds it once the form is valid."""

    name = forms.CharField(label=_("Name of the pharmacy"), max_length=200)
    street = forms.CharField(label=_("Street and number"), required=False, max_length=200)
    postal_code = forms.CharField(label=_("Postal code"), required=False, max_length=20)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    phone = PhoneField(label=_("Phone"), required=False, max_length=40)
    position = forms.CharField(
        label=_("Position on the globe"),
        max_length=500,
        widget=forms.TextInput(PLAIN),
        help_text=_("Latitude and longitude, or the link of a map: 38.7100, -9.1400. Distances are counted from here."),
    )
    closed_on = forms.CharField(
        label=_("Days on which it is closed"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("As 2026-12-25, separated by commas."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=language_choices, required=False, widget=forms.SelectMultiple({"size": 6})
    )
    delivers_km = forms.FloatField(
        label=_("Brings medicines within so many kilometres"), required=False, help_text=_("Empty: it does not.")
    )
    fee = forms.CharField(
        label=_("What bringing costs"), required=False, max_length=16, widget=forms.TextInput({"inputmode": "decimal"})
    )
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3, widget=forms.TextInput(PLAIN))
    takes_card = forms.BooleanField(label=_("Takes cards"), required=False)

    def __init__(self, *args, zone: str, **kwargs):
        super().__init__(*args, auto_id="storefront-%s", **kwargs)
        self.zone = zone
        for weekday, name in enumerate(DAYS):
            self.fields[f"hours_{weekday}"] = forms.CharField(
                label=name, required=False, max_length=80, widget=forms.TextInput(PLAIN)
            )

    @classmethod
    def about(cls, own: OwnStorefront, *, zone: str) -> "StorefrontForm":
        """Return the form with what was said before."""
        initial = {name: getattr(own, name) for name in cls.base_fields if hasattr(own, name)}
        initial |= {
            "position": f"{own.latitude:.5f}, {own.longitude:.5f}",
            "closed_on": ", ".join(day.isoformat() for day in own.closed_on),
            "fee": typed_text(own.delivery_fee_minor, own.currency),
        }
        initial |= {f"hours_{weekday}": day_text(own.hours.spans, weekday) for weekday in range(7)}
        return cls(initial=initial, zone=zone)

    @property
    def days(self) -> list:
        return [self[f"hours_{weekday}"] for weekday in range(7)]

    def clean(self) -> dict:
        found = super().clean()
        spans = [span for weekday in range(7) for span in self._spans(weekday, found)]
        point, days, fee = self._point(found), self._days(found), self._fee(found)
        if self.errors:
            return found
        kept = {name: found[name] for name in ("name", "street", "postal_code", "city", "phone", "takes_card")}
        said = Particulars(
            latitude=point[0], longitude=point[1], time_zone=self.zone, currency=found["currency"].upper(),
            spans=tuple(spans), closed_on=days, languages=tuple(found["languages"]), delivers_km=found["delivers_km"],
            delivery_fee_minor=fee, **kept,
        )  # fmt: skip
        try:
            columns_of(said)
        except BadParticulars as refused:
            for name, why in refused.why.items():
                self.add_error(MINE.get(name, name if name in self.fields else None), why)
        self.said = replace(said, name=said.name.strip())
        return found

    def _spans(self, weekday: int, found: dict) -> list[tuple[int, int]]:
        try:
            return read_day(found.get(f"hours_{weekday}") or "", weekday)
        except BadHours:
            self.add_error(f"hours_{weekday}", _now("Write it as 9-13, 14-19. Empty means closed, 0-24 always open."))
            return []

    def _point(self, found: dict) -> tuple[float, float]:
        point = point_in(found.get("position") or "")
        if point is None and "position" not in self.errors:
            self.add_error("position", _now("Write latitude and longitude with decimals: 38.7100, -9.1400."))
        return point or (0.0, 0.0)

    def _days(self, found: dict) -> tuple[date, ...]:
        try:
            return tuple(date.fromisoformat(day) for day in re.split(r"[,;\s]+", found.get("closed_on") or "") if day)
        except ValueError:
            self.add_error("closed_on", _now("Write each day as 2026-12-25."))
            return ()

    def _fee(self, found: dict) -> int:
        text = (found.get("fee") or "0").replace(",", ".").strip()
        try:
            minor = Decimal(text).scaleb(EXPONENTS.get((found.get("currency") or "").upper(), 2))
            if not minor.is_finite() or minor != minor.to_integral_value() or not 0 <= minor < 10**9:
                raise InvalidOperation
        except InvalidOperation:
            self.add_error("fee", _now("Write a sum, as 2.50; 0 for nothing."))
            return 0
        return int(minor)


class FindForm(Form):
    """From where somebody looks, and what has to be so."""

    near = forms.CharField(
        label=_("Near"),
        required=False,
        max_length=500,
        help_text=_("A postal code, a town, or the link of a map. We ask no other service about it."),
    )
    order = forms.ChoiceField(
        label=_("First"),
        required=False,
        choices=[(NEAREST, _("the nearest")), (CHEAPEST, _("the cheapest"))],
        initial=NEAREST,
        widget=Segments,
    )
    open_now = forms.BooleanField(label=_("Open now"), required=False)
    delivers = forms.BooleanField(label=_("Brings it to me"), required=False)
    takes_card = forms.BooleanField(label=_("Takes cards"), required=False)
    coverage = forms.ChoiceField(label=_("Insurance"), required=False)
    language = forms.ChoiceField(
        label=_("Speaks"), required=False, choices=[("", _("any language")), *language_choices()]
    )

    def __init__(self, *args, places: list[str] = (), coverages: Sequence[Coverage] = (), **kwargs):
        super().__init__(*args, auto_id="find-%s", **kwargs)
        self.fields["near"].widget = Suggestions(places, PLAIN)
        cards = [(str(each.id), f"{each.said.payer}, {each.said.plan}") for each in coverages]
        self.fields["coverage"].choices = [*cards, ("", _("Without insurance"))]
        self.has_cards = bool(cards)


class PlaceForm(Form):
    """A place of a patient's: a name, and where it is."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput({"autocomplete": "off"}))
    where = forms.CharField(
        label=_("Where it is"),
        max_length=500,
        widget=forms.TextInput(PLAIN),
        help_text=_("A postal code, a town, the link of a map, or latitude and longitude."),
    )
