"""What a mail may say. A mail is read in lock screens, by employers' servers and by whoever shares the address."""

ALLOWED = frozenset(
    {
        # who; `practice` and `site` (this installation's address) are always there
        "name", "practice", "practitioner", "clinician", "acting_for", "site",
        # when; `was` is the time a visit was moved away from, `day` and `clock` its parts for reading
        "starts_at", "ends_at", "at", "was", "when", "day", "clock", "time_zone", "minutes",
        # where: a site's name and address, or that it is by video or phone
        "where", "modality", "phone", "emergency_number",
        # links, and what opens an account
        "link", "path", "join_link", "move_link", "cancel_link", "confirm_link", "summary_link", "times_link", "code",
    }
)  # fmt: skip

# About an account, not about a visit: who invites where, and which protection was changed.
ALLOWED_ABOUT_ACCOUNTS = ALLOWED | {"organization", "inviter", "what", "address", "device"}


class WordNotAllowed(Exception):
    """A mail was to say something that is not on the list: names, times, places and links only."""


def refuse_others(context: dict, allowed: frozenset[str] = ALLOWED) -> None:
    """Pass when the context holds only what a mail may say.

    :raises WordNotAllowed: names the others.
    """
    if others := sorted(set(context) - allowed):
        raise WordNotAllowed(f"A mail may not say {', '.join(others)}. See base/notify/words.py.")
