"""Send hints from a transaction."""

from uuid import UUID

from django.db import connection

from .envelope import CHANNEL, sealed

THIS_TRANSACTION = "{this transaction}"


def group(organization_id: UUID, name: str, key: object = "") -> str:
    """Return the name of a group of sockets, for example the waiting list of one practitioner."""
    return f"{organization_id}.{name}.{key}".rstrip(".")


def hint(group_name: str, kind: str, **ids) -> None:
    """Tell the sockets of a group to look again, once this transaction has committed.

    PostgreSQL sends equal hints of one transaction once, and none of a transaction that rolls back. Each hint says
    `after` which transaction it comes: what is drawn upon it can be shared by all who ask (`base/ui/boards.py`).
    """
    said = {name: str(value) for name, value in ids.items()} | {"after": THIS_TRANSACTION}
    _notify(group_name, {"type": "live.hint", "kind": kind, "ids": said})


def session_group(session_id: object) -> str:
    """Return the name of the group of one sign-in's sockets."""
    return f"session.{session_id}"


def close_sockets_of(session_id: object) -> None:
    """Close every socket that this sign-in has opened, once this transaction has committed."""
    _notify(session_group(session_id), {"type": "live.session_ended"})


def account_group(account_id: object) -> str:
    """Return the name of the group of one account's sockets, whatever they show."""
    return f"account.{account_id}"


def rights_of_patient(organization_id: UUID, patient_id: object) -> str:
    """Return the name of the group of sockets that hang on what a patient has agreed to."""
    return group(organization_id, "rights", patient_id)


def rights_changed(group_name: str) -> None:
    """Have every socket of the group ask its rule again, once this transaction has committed.

    A verb that takes something away calls this, so that an open page ends within the second and not with its next look.
    """
    _notify(group_name, {"type": "live.rights_changed"})


def _notify(group_name: str, message: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, replace(%s, %s, pg_current_xact_id()::text))",
            [CHANNEL, sealed(group_name, message), THIS_TRANSACTION],
        )
