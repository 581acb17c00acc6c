"""What a person can mend, each with the next step in its text."""


class BackupTrouble(Exception):
    """The backup could not be made or kept; the text says why and what to do."""


class ArchiveRefused(BackupTrouble):
    """The archive is not restored: wrong, damaged or foreign. Nothing was changed."""
