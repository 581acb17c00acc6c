"""Where transfers to the practice go."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import BankAccount
from .permissions import may_keep_gateway


class BadNumber(ValueError):
    """This is no number of an account: the check digits of the IBAN do not fit."""

    def __init__(self):
        super().__init__(_("This is no account number. Check it digit by digit."))


@transaction.atomic
def keep(*, holder: str, number: str, bank: str = "", by: Actor, now: datetime) -> BankAccount:
    """Say where transfers go; payers read it beside the reference.

    :raises BadNumber: an IBAN whose check digits do not fit (ISO 13616), or no number at all.
    """
    may_keep_gateway.require(by)
    number = re.sub(r"[\s-]", "", number).upper()
    if not _is_number(number):
        raise BadNumber
    row = account() or BankAccount(organization_id=by.organization_id)
    row.holder, row.number, row.bank = holder.strip(), number, bank.strip()
    row.kept_at, row.kept_by = now, by.name
    row.save()
    audit.wrote(by, "payments.bank_kept", entity=("BankAccount", row.id))
    return row


def account() -> BankAccount | None:
    """Return where transfers go, None where the practice has said nothing."""
    return BankAccount.objects.first()


def _is_number(number: str) -> bool:
    if re.match(r"[A-Z]{2}\d{2}", number):
        turned = number[4:] + number[:4]
        return (
            15 <= len(number) <= 34
            and turned.isalnum()
            and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
        )
    return re.fullmatch(r"[A-Z0-9/]{4,34}", number) is not None
