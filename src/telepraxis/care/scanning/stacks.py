"""A stack with its pages and documents."""

from dataclasses import dataclass, field

from telepraxis.base.access import Actor

from .models import PaperDocument, Sheet, Stack
from .permissions import may_see_paper
from .suggesting import suggestion_of


@dataclass
class Group:
    """Pages that belong to one document; `document` None: to none, or none is known yet."""

    document: PaperDocument | None = None
    title: str = ""
    sheets: list[Sheet] = field(default_factory=list)


@dataclass(frozen=True)
class StackShown:
    """A stack: its groups, how many pages are settled of how many, and which are to be photographed again."""

    groups: list[Group]
    all: int
    settled: int
    poor: list[Sheet]
    hidden: int  # documents that are filed, where this person may not see that patient

    @property
    def is_being_read(self) -> bool:
        return self.settled < self.all

    @property
    def open_documents(self) -> list[PaperDocument]:
        return [group.document for group in self.groups if group.document is not None and group.document.is_open]


def pages_of_stack(stack: Stack, actor: Actor) -> StackShown:
    """Return the pages as this person may see them. Two queries."""
    documents = list(stack.documents.select_related("patient").order_by("position", "id"))
    sheets = list(stack.sheets.select_related("original").order_by("position", "id"))
    groups = {document.id: Group(document, _title(document)) for document in documents}
    groups[None] = Group()
    for sheet in sheets:
        groups[sheet.document_id].sheets.append(sheet)
    seen = [group for group in groups.values() if group.sheets and _may_see(actor, group)]
    poor = [sheet for group in seen for sheet in group.sheets if _is_poor(sheet) and _is_open(group)]
    settled = sum(sheet.is_settled for sheet in sheets)
    return StackShown(seen, len(sheets), settled, poor, sum(not _may_see(actor, group) for group in groups.values()))


def _title(document: PaperDocument) -> str:
    found = suggestion_of(document)
    return found.type[1] if found.type else ""


def _may_see(actor: Actor, group: Group) -> bool:
    return group.document is None or may_see_paper.allows(actor, group.document)


def _is_open(group: Group) -> bool:
    return group.document is None or group.document.is_open


def _is_poor(sheet: Sheet) -> bool:
    return bool(sheet.is_settled and (sheet.poor or sheet.state == Sheet.State.FAILED))
