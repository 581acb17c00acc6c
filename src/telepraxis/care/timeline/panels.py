"""What the chart's page shows of this room: the timeline with its search, and the newest results."""

from uuid import UUID

from telepraxis.base.ui.panels import panel
from telepraxis.care.chart.permissions import may_read_chart
from telepraxis.registry.patients.identity import records_of

from .drawing import spark_of
from .flags import WORDS, tone_of
from .keeping import Prepared, bring_up_to_date
from .kinds import ICONS, LABELS
from .reading import Found, page_of
from .series import latest_results


def timeline_panel(patient: UUID, *, kind: str = "") -> dict:
    """Return the context of `timeline/card.html`, the lines brought up to date. Three queries, more after changes."""
    records = records_of(patient)
    prepared = bring_up_to_date(records)
    return card_of(patient, prepared, page_of(records, kind=kind), kind)


def card_of(patient: UUID, prepared: Prepared, found: Found, kind: str, typed: str = "") -> dict:
    """Return the context of the card with a page of lines in it."""
    counts = prepared.counts
    present = [name for name in LABELS if name in counts]
    kinds = [{"name": name, "label": LABELS[name], "icon": ICONS[name], "count": counts[name]} for name in present]
    shown = {"patient_id": patient, "found": found, "kinds": kinds, "chosen": kind, "typed": typed}
    return shown | {"is_whole": prepared.is_whole}


@panel("chart.facts", template="timeline/results.html", rule=may_read_chart, order=35)
def newest_results(request, patient: UUID) -> dict | None:
    """The newest result of each kind in the chart, with its trend. Two queries."""
    latest = latest_results(records_of(patient))
    rows = [
        {
            "line": each.line,
            "spark": spark_of(each.numbers),
            "count": len(each.numbers),
            "tone": tone_of(each.line.flag),
            "word": WORDS.get(each.line.flag.rstrip("!"), ""),
            "side": each.line.flag.rstrip("!"),
        }
        for each in latest
    ]
    return {"patient_id": patient, "latest": rows} if rows else None
