"""A report of one call for whoever supports the installation: how it went, on which devices, over which ways.

It holds no name, no place, no word of the chat and nothing clinical; people are numbered within their role.
"""

from datetime import datetime

import telepraxis
from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit

from . import course, devices, minutes
from .models import CallMinute, JoinedDevice, Seat
from .permissions import may_read_call_report

TIMES = ("planned_at", "ready_at", "admitted_at", "ended_at")


def support_report(*, visit: Visit, by: Actor, now: datetime) -> dict:
    """Return the report, ready to be written as JSON; the look is audited. Six queries."""
    may_read_call_report.require(by, visit)
    audit.looked(by, "telehealth.call_report_read", patient=visit.patient_id, entity=("Visit", visit.id))
    rows = minutes.minutes_of(visit)
    seats = list(Seat.objects.filter(visit=visit).order_by("role", "taken_at"))
    went = course.course_of(visit, now, rows)
    labels = _labels(seats, rows)
    return {
        "report": "call",
        "made_at": _moment(now),
        "version": telepraxis.__version__,
        "visit": str(visit.id),
        "status": visit.status,
        "times": {name: _moment(getattr(visit, name)) for name in TIMES},
        "kind": str(went.kind) if went.kind else None,
        "seconds": {kind: int(length.total_seconds()) for kind, length in went.lengths.items()},
        "gap_seconds": int(went.gaps.total_seconds()),
        "device_check": _checked(visit),
        "devices": [each.device_name for each in JoinedDevice.objects.filter(visit=visit).order_by("opened_at")],
        "seats": [_seat(seat, labels) for seat in seats],
        "minutes": [_minute(row, labels) for row in rows],
    }


def _labels(seats: list[Seat], rows: list[CallMinute]) -> dict[str, str]:
    """Return {participant: "patient 1"} and the like: keys of participants name accounts and stay inside."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for each in (*seats, *rows):
        if each.participant not in found:
            counts[each.role] = counts.get(each.role, 0) + 1
            found[each.participant] = f"{each.role} {counts[each.role]}"
    return found


def _checked(visit: Visit) -> dict | None:
    check = devices.check_of(visit)
    if check is None:
        return None
    found = {part: getattr(check, part) for part in ("camera", "microphone", "speaker", "relay")}
    return found | {"relay_ms": check.relay_ms, "checked_at": _moment(check.checked_at)}


def _seat(seat: Seat, labels: dict[str, str]) -> dict:
    return {
        "who": labels[seat.participant],
        "taken_at": _moment(seat.taken_at),
        "lost_at": _moment(seat.lost_at),
        "left_at": _moment(seat.left_at),
        "shows": {"microphone": seat.microphone, "camera": seat.camera, "screen": seat.screen},
    }


def _minute(row: CallMinute, labels: dict[str, str]) -> dict:
    columns = ("connected_s", "heard_s", "saw_s", "stills_s", "rung", "why", "loss_permille", "round_trip_ms")
    found = {column: getattr(row, column) for column in (*columns, "kilobytes", "relayed")}
    return {"minute": _moment(row.minute), "who": labels[row.participant], **found}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def as_text(report: dict) -> str:
    """Return the report as lines that can be pasted into a letter."""
    lines = [f"{name}: {value}" for name, value in report.items() if not isinstance(value, (dict, list))]
    for name in ("times", "seconds", "device_check"):
        lines += [f"{name}.{key}: {value}" for key, value in (report[name] or {}).items()]
    lines.append("devices: " + ", ".join(report["devices"]))
    for name in ("seats", "minutes"):
        lines += ["", name, *("  ".join(str(value) for value in row.values()) for row in report[name])]
    return "\n".join([*lines, ""])
