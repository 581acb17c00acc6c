"""Backups: archives of database and files, the stream that follows them, and the way back.

Words: the *backup home* is the folder (better: the other disk) that holds them. A *line* is what one data home left
there; a restored data home begins a line of its own, so that two never write over each other. An *archive* is the
database at one moment with the list of its files; the files lie in the *pool*, named by their bytes, shared by all.
The *stream* is every change since, as PostgreSQL writes it. A *key sheet* is the keys on paper: no archive holds a key.
A *proof* is an archive restored into a scratch data home, started, compared and thrown away.

Doors: `commands` (called by the command line), `keeper` (the supervised program), `notes` (what doctor reads),
`BackupTrouble`.
"""

from .trouble import ArchiveRefused, BackupTrouble

__all__ = ["ArchiveRefused", "BackupTrouble"]
