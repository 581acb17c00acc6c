"""Make forms: begin, save, publish, retire, copy, bring in. A draft changes; what was published never does."""

from copy import deepcopy
from datetime import datetime

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Issue, Refused
from telepraxis.base.fhir.validation import check
from telepraxis.base.record.models import Resource
from telepraxis.base.uuid7 import uuid7

from .library import TYPE, instruments, published_as, read, versions_of
from .models import Published
from .permissions import may_write_forms
from .readiness import lacking


class NotADraft(Exception):
    """The form was published: it does not change any more, a change is a new version."""


class NotReady(Exception):
    """The form cannot be asked yet; `sentences` says why."""

    def __init__(self, sentences: list[str]):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class NotAForm(Exception):
    """What was brought in is no Questionnaire that R4 allows; `issues` says why."""

    def __init__(self, issues: list[Issue]):
        super().__init__(" ".join(issue.diagnostics for issue in issues))
        self.issues = issues


@transaction.atomic
def begin(*, title: str, by: Actor, now: datetime) -> Resource:
    """Begin an empty form."""
    may_write_forms.require(by)
    doc = {"resourceType": TYPE, "url": _new_url(), "version": "1", "title": title.strip()[:200], "status": "draft"}
    doc |= {"subjectType": ["Patient"], "date": now.date().isoformat()}
    return _write(doc, "questionnaires.begun", by, now)


@transaction.atomic
def save(*, form: Resource, doc: dict, if_version: int, by: Actor, now: datetime) -> Resource:
    """Keep the draft as it is now. Saved unchanged it changes nothing.

    :raises NotADraft: it was published. :raises NotAForm: R4 does not allow it.
    :raises VersionConflict: somebody else has saved meanwhile.
    """
    may_write_forms.require(by)
    present = _draft(form)
    if present.version != if_version:
        raise record.VersionConflict(f"{TYPE}/{form.logical_id} is at version {present.version}, not {if_version}.")
    doc = doc | {"id": present.logical_id, "status": "draft"}
    if _content(doc) == _content(record.content_of(present)):
        return present
    _refuse_illegal(doc)
    return _write(doc, "questionnaires.saved", by, now, if_version)


@transaction.atomic
def publish(*, form: Resource, if_version: int | None = None, by: Actor, now: datetime) -> Published:
    """Let the form be asked from now on, instead of the version before it. One from elsewhere is taken over like that.

    :raises NotADraft: it was published already. :raises NotReady: it lacks something.
    :raises VersionConflict: somebody else has saved meanwhile.
    """
    may_write_forms.require(by)
    present = _draft(form)
    if sentences := lacking(read(present)):
        raise NotReady(sentences)
    doc = record.content_of(present)
    doc = doc | {"status": "active"} | ({} if doc.get("url") else {"url": _new_url()})
    row = _write(doc, "questionnaires.published", by, now, if_version)
    return _published(row, doc, by, now)


@transaction.atomic
def retire(*, published: Published, by: Actor, now: datetime) -> Published:
    """Ask the form no more; what was answered stays. Said twice it changes nothing."""
    may_write_forms.require(by)
    published = Published.objects.select_for_update(of=("self",)).select_related("form").get(pk=published.pk)
    if published.retired_at is None:
        _retire(published, by, now)
    return published


@transaction.atomic
def new_version(*, form: Resource, by: Actor, now: datetime) -> Resource:
    """Return a draft of the form's next version: the one that is begun already, or a new one."""
    may_write_forms.require(by)
    doc = record.content_of(form)
    versions = versions_of(doc.get("url", ""))
    for row, known in versions:
        if known.status == "draft" and published_as(row.uid) is None:
            return row
    taken = {known.version for _, known in versions}
    return _write(_copy(doc, doc["url"], _next(doc.get("version", ""), taken)), "questionnaires.begun", by, now)


@transaction.atomic
def duplicate(*, form: Resource, title: str, by: Actor, now: datetime) -> Resource:
    """Begin another form with the same questions."""
    may_write_forms.require(by)
    doc = _copy(record.content_of(form), _new_url(), "1") | {"title": title.strip()[:200]}
    doc.pop("_title", None)
    return _write(doc, "questionnaires.begun", by, now)


@transaction.atomic
def bring_in(*, text: bytes, by: Actor, now: datetime) -> Resource:
    """Keep a Questionnaire from a file as a draft, with all that stands in it, also what this house does not know.

    :raises NotAForm: it cannot be read, or R4 does not allow it; nothing was kept.
    """
    may_write_forms.require(by)
    try:
        doc = json_text.read(text)
    except Refused as unreadable:
        raise NotAForm(list(unreadable.issues)) from unreadable
    if doc["resourceType"] != TYPE:
        raise NotAForm([Issue("error", "invalid", "This is no form: its resourceType is not Questionnaire.")])
    _refuse_illegal(doc)
    url = doc.get("url") or _new_url()
    taken = {known.version for _, known in versions_of(url)}
    version = doc.get("version", "") or "1"
    return _write(
        _copy(doc, url, version if version not in taken else _next(version, taken)), "questionnaires.brought", by, now
    )


@transaction.atomic
def adopt(*, instrument: str, by: Actor, now: datetime) -> Published:
    """Make an instrument of the house one of the practice's forms. Said twice it changes nothing."""
    form = instruments()[instrument]
    present = Published.objects.filter(url=form.url, version=form.version).select_related("form").first()
    if present is not None:
        return present
    row = _write(deepcopy(form.doc), "questionnaires.published", by, now)
    return _published(row, form.doc, by, now)


@transaction.atomic
def throw_away(*, form: Resource, by: Actor, now: datetime) -> None:
    """Remove a draft.

    :raises NotADraft: it was published.
    """
    may_write_forms.require(by)
    present = _draft(form)
    audit.wrote(by, "questionnaires.thrown_away", entity=(TYPE, present.logical_id))
    record.remove(TYPE, present.logical_id, by=by, now=now)


def _draft(form: Resource) -> Resource:
    present = Resource.objects.select_for_update().get(pk=form.pk)
    if published_as(present.uid) is not None:
        raise NotADraft(present.logical_id)
    return present


def _published(row: Resource, doc: dict, by: Actor, now: datetime) -> Published:
    for former in Published.objects.filter(url=doc["url"], retired_at=None).select_related("form"):
        _retire(former, by, now)
    return Published.objects.create(
        organization_id=row.organization_id,
        form=row,
        url=doc["url"][:500],
        version=doc.get("version", "")[:100],
        published_at=now,
        published_by=by.name,
    )


def _retire(published: Published, by: Actor, now: datetime) -> None:
    _write(record.content_of(published.form) | {"status": "retired"}, "questionnaires.retired", by, now)
    published.retired_at = now
    published.save(update_fields=["retired_at"])


def _write(doc: dict, action: str, by: Actor, now: datetime, if_version: int | None = None) -> Resource:
    row = record.write(TYPE, doc, by=by, now=now, if_version=if_version)
    audit.wrote(by, action, entity=(TYPE, row.logical_id))
    return row


def _refuse_illegal(doc: dict) -> None:
    if issues := [issue for issue in check(doc) if issue.refuses]:
        raise NotAForm(issues)


def _copy(doc: dict, url: str, version: str) -> dict:
    copied = {name: value for name, value in deepcopy(doc).items() if name not in ("id", "meta")}
    return copied | {"url": url, "version": version, "status": "draft"}


def _content(doc: dict) -> dict:
    return {name: value for name, value in doc.items() if name not in ("id", "meta")}


def _next(version: str, taken: set[str]) -> str:
    """Return the version after this one that is not taken: 2 after 1, 1.0.2 after 1.0.1."""
    head, dot, last = version.rpartition(".")
    number = int(last) if last.isascii() and last.isdigit() else 0
    while True:
        number += 1
        candidate = f"{head}{dot}{number}" if last.isascii() and last.isdigit() else f"{version}.{number}".lstrip(".")
        if candidate not in taken:
            return candidate


def _new_url() -> str:
    return f"urn:telepraxis:form:{uuid7()}"
