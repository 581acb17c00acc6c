"""What may be passed on between browsers: a negotiation step of known shape and bounded size, nothing else."""

LARGEST_MESSAGE = 64 * 1024  # bytes of one socket message
LARGEST_SDP = 48 * 1024
LARGEST_CANDIDATE = 2 * 1024
TYPES = ("offer", "answer")
CANDIDATE_FIELDS = ("candidate", "sdpMid", "sdpMLineIndex", "usernameFragment")


class BadSignal(ValueError):
    """Not a step of a negotiation."""


def cleaned(data: object) -> dict:
    """Return the step with known fields only.

    :raises BadSignal: anything else.
    """
    if not isinstance(data, dict) or not _text(data.get("generation"), 80):
        raise BadSignal
    step = {"generation": data["generation"]}
    if data.get("again") is True:
        return {**step, "again": True}
    if "description" in data:
        slow = {"slow": True} if data.get("slow") is True else {}  # their page came slowly: the voice first
        return {**step, **slow, "description": _description(data["description"])}
    if "candidate" in data:
        return {**step, "candidate": _candidate(data["candidate"])}
    raise BadSignal


def _description(said: object) -> dict:
    if not isinstance(said, dict) or said.get("type") not in TYPES or not _text(said.get("sdp"), LARGEST_SDP):
        raise BadSignal
    return {"type": said["type"], "sdp": said["sdp"]}


def _candidate(said: object) -> dict | None:
    if said is None:
        return None
    if not isinstance(said, dict):
        raise BadSignal
    kept = {name: said[name] for name in CANDIDATE_FIELDS if name in said}
    if not all(value is None or isinstance(value, int) or _text(value, LARGEST_CANDIDATE) for value in kept.values()):
        raise BadSignal
    return kept


def _text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest
