"""Forms of the room. `key` names one act, so that a form that is sent twice does it once."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.ui.forms import DayField, Form, Segments
from telepraxis.base.ui.sums import EXPONENTS
from telepraxis.registry.formulary.dose_forms import counted

from .codes import GTIN, NDC, NotNdc, pack_code
from .gs1 import NotGs1
from .models import Item, Place

CURRENCIES = (
    "EUR USD GBP AUD BDT BRL CHF CLP CZK DKK FJD INR JPY KES MXN NOK NZD PEN PKR PLN SEK SGD THB AED ZAR".split()
)


def _quantity(label, **more) -> forms.DecimalField:
    said = {"min_value": Decimal("0.001"), "max_digits": 13, "decimal_places": 3} | more
    return forms.DecimalField(
        label=label, widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}), **said
    )


class ActForm(Form):
    """An act that is done once."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class ReceiveForm(ActForm):
    """What arrived of one item."""

    quantity = _quantity(_("How much"))
    lot_number = forms.CharField(label=_("Lot"), max_length=40, required=False)
    expires_on = DayField(label=_("Expires on"), required=False)
    place = forms.ChoiceField(label=_("Where it goes"))
    supplier = forms.CharField(label=_("From whom"), max_length=120, required=False)
    pack_quantity = _quantity(_("How much one box holds"), required=False)

    def __init__(self, *args, item: Item, places: list[Place], new_box: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quantity"].label = _("How much, in %(unit)s") % {"unit": counted(item.counted_in, 2)}
        self.fields["place"].choices = [(str(place.id), place.name) for place in places]
        if item.kind == Item.Kind.MEDICINE:
            self.fields["lot_number"].required = self.fields["expires_on"].required = True
        if not new_box:
            del self.fields["pack_quantity"]
        self.order_fields(["pack_quantity", "quantity", "lot_number", "expires_on", "place", "supplier"])


class TakeForm(ActForm):
    """What is taken out for use here."""

    quantity = _quantity(_("How much"))
    purpose = forms.CharField(
        label=_("For what"),
        max_length=60,
        help_text=_("A room or a kind of work. No patient's name: what patients get is handed out from prescriptions."),
    )


class ItemForm(Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Item.Kind.choices, widget=Segments, initial="consumable")
    counted_in = forms.CharField(label=_("Counted in"), max_length=40, help_text=_("Tablet, mL, piece …"))
    system = forms.CharField(label=_("Code system"), max_length=200, required=False)
    code = forms.CharField(
        label=_("Code in the catalogue of medicines"),
        max_length=100,
        required=False,
        help_text=_("With system and code the stock is found from a prescription."),
    )
    reorder_level = _quantity(_("Order again below"), required=False, min_value=Decimal(0))
    keep_cold = forms.BooleanField(label=_("Keep at 2 to 8 °C"), required=False)
    published = forms.BooleanField(
        label=_("Others see stock and price"),
        required=False,
        help_text=_("Patients and practices who look for a pharmacy that has it."),
    )

    def clean(self):
        said = super().clean()
        if bool(said.get("system")) != bool(said.get("code")):
            self.add_error("code", _("System and code belong together."))
        return said


class PackForm(Form):
    system = forms.ChoiceField(
        label=_("Kind of code"), choices=[(GTIN, "GTIN"), (NDC, "NDC")], widget=Segments, initial=GTIN
    )
    code = forms.CharField(label=_("Code beneath the bars"), max_length=50)
    quantity = _quantity(_("How much one box holds"))

    def clean(self):
        said = super().clean()
        if said.get("system") and said.get("code"):
            try:
                said["code"] = pack_code(said["system"], said["code"])
            except (NotGs1, NotNdc):
                self.add_error("code", _("This is no such code: a digit is missing or mistyped."))
        return said


class PriceForm(Form):
    pack = forms.ChoiceField(label=_("Price of"), required=False)
    price = forms.DecimalField(label=_("Price"), min_value=Decimal(0), max_digits=13, decimal_places=3)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(each, each) for each in sorted(CURRENCIES)])

    def __init__(self, *args, item: Item, packs=(), **kwargs):
        super().__init__(*args, **kwargs)
        one = ("", pgettext_lazy("price of", "1 %(unit)s") % {"unit": counted(item.counted_in, 1)})
        boxes = [(str(each.id), _("a box of %(n)s") % {"n": f"{each.quantity.normalize():f}"}) for each in packs]
        self.fields["pack"].choices = [*boxes, one]

    def clean(self):
        said = super().clean()
        if said.get("price") is not None and said.get("currency"):
            minor = said["price"].scaleb(EXPONENTS.get(said["currency"], 2))
            if minor != int(minor):
                self.add_error("price", _("This has more decimals than the currency."))
            said["amount_minor"] = int(minor)
        return said


class _FromPlace(ActForm):
    source = forms.ChoiceField(label=_("From"))
    quantity = _quantity(_("How much"))

    def __init__(self, *args, sources: list[Place], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(str(place.id), place.name) for place in sources]


class MoveForm(_FromPlace):
    to = forms.ChoiceField(label=_("To"))

    def __init__(self, *args, places: list[Place], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(place.id), place.name) for place in places]
        self.order_fields(["key", "source", "to", "quantity"])


class PutBackForm(MoveForm):
    reason = forms.CharField(label=_("Why it is fit"), max_length=300)


class DestroyForm(_FromPlace):
    reason = forms.CharField(label=_("Why"), max_length=300)
    witness = forms.ChoiceField(label=_("Who sees it"))

    def __init__(self, *args, witnesses: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["witness"].choices = [("", "—"), *witnesses]


class BackForm(ActForm):
    """What comes back of what was issued to a reference."""

    reference = forms.CharField(widget=forms.HiddenInput, max_length=110)
    quantity = _quantity(_("How much"))
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class ReasonForm(Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


class RecallForm(ReasonForm):
    lot_number = forms.CharField(label=_("Lot"), max_length=40)
    notice = forms.CharField(label=_("Number of the notice"), max_length=120, required=False)

    field_order = ["lot_number", "notice", "reason"]


class BeginForm(Form):
    place = forms.ChoiceField(label=_("Which place"))

    def __init__(self, *args, places: list[Place], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(str(place.id), place.name) for place in places]


class FoundForm(ActForm):
    """A lot that was found and is not on the list."""

    lot_number = forms.CharField(label=_("Lot"), max_length=40, required=False)
    expires_on = DayField(label=_("Expires on"), required=False)
    quantity = _quantity(_("How much was found"))


class FinishForm(Form):
    reason = forms.CharField(
        label=_("Why is it different?"), max_length=300, required=False, help_text=_("Say what you know.")
    )


class PlaceForm(Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Place.Kind.choices)


class FileForm(Form):
    file = forms.FileField(label=_("File (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
