"""telepraxis doctor in the terminal."""

from rich.console import Console
from rich.table import Table

from .checks import FAIL, OK, WARN, checkup

MARKS = {OK: "[green]ok[/]", WARN: "[yellow]look[/]", FAIL: "[red]fails[/]"}


def main(console: Console | None = None) -> int:
    """Print every check and return the exit code: 1 when one fails. Django must be set up."""
    console = console or Console()
    checks = checkup()
    table = Table("What", "State", "Found", "Next step", box=None, pad_edge=False)
    for check in checks:
        table.add_row(check.name, MARKS[check.state], check.what, check.next_step)
    console.print(table)
    failing = [check.name for check in checks if check.state == FAIL]
    console.print(f"\n{len(failing)} to mend: {', '.join(failing)}." if failing else "\nNothing to mend.")
    return 1 if failing else 0
