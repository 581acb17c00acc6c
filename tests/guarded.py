"""What a document that a room has made does when somebody writes over it from outside."""

import pytest

from telepraxis.base import record
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import keepers
from telepraxis.base.record.rows import type_of

from .people import MONDAY_8AM


def stays_ours(row: record.Stored, hint: str, *, by, **change) -> None:
    """Assert that the document is neither changed nor deleted from outside, and comes back unchanged at no cost."""
    type, keeper, now = type_of(row), keepers.keeper_of(type_of(row)), MONDAY_8AM
    doc, noted = record.content_of(row), AuditEvent.objects.count()
    with pytest.raises(Refused) as refused:
        keeper.keep(doc | change, if_version=None, by=by, now=now)
    assert refused.value.status == 409
    assert [issue.code for issue in refused.value.issues] == ["business-rule"]
    assert str(refused.value) == f"{type}/{row.logical_id} stands for something kept here. {hint}"
    with pytest.raises(Refused, match="stands for something kept here"):
        keeper.keep_many([doc | change], by=by, now=now)
    with pytest.raises(Refused, match="stands for something kept here: it stays"):
        keeper.remove(row.logical_id, if_version=None, by=by, now=now)
    assert keeper.keep(doc, if_version=None, by=by, now=now).version == row.version
    assert [each.version for each in keeper.keep_many([doc], by=by, now=now)] == [row.version]
    assert record.read(type, row.logical_id).doc == row.doc
    assert AuditEvent.objects.count() == noted


def is_kept_plainly(doc: dict, *, by) -> None:
    """Assert that a document of somebody else's is kept, changed and deleted as any other."""
    type = doc["resourceType"]
    keeper = keepers.keeper_of(type)
    assert keeper.keep(doc, if_version=None, by=by, now=MONDAY_8AM).version == 1
    assert [row.version for row in keeper.keep_many([doc | {"language": "en"}], by=by, now=MONDAY_8AM)] == [2]
    keeper.remove(doc["id"], if_version=2, by=by, now=MONDAY_8AM)
    assert not record.of_type(type).filter(logical_id=doc["id"]).exists()
