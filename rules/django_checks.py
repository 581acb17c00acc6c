"""Django's own checks in one process: the system check, and no model change without its migration."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "telepraxis.server.settings")
os.environ.setdefault("TELEPRAXIS_MODE", "test")


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("check", verbosity=0)
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)


if __name__ == "__main__":
    sys.path.insert(0, "src")
    main()
