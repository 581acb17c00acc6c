"""What a screen must show within a second.

A *hint* goes out when the transaction commits and says only "look again": a kind and ids. Sockets of a *group* get it.
A verb that takes a right away says so in the same way (`rights_changed`): the sockets concerned ask their rule at once.
Doors: `hint`, `group`, `close_sockets_of`, `rights_changed`, `account_group`, `rights_of_patient`, `LiveConsumer`,
`layer.PostgresLayer` (Channels' layer on NOTIFY).
"""

from .hints import (
    account_group,
    close_sockets_of,
    group,
    hint,
    rights_changed,
    rights_of_patient,
    session_group,
)

__all__ = [
    "account_group",
    "close_sockets_of",
    "group",
    "hint",
    "rights_changed",
    "rights_of_patient",
    "session_group",
]
