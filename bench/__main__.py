"""Run one bench: progress on stderr, a table, and as the last line one JSON object."""

import importlib
import json
import operator
import os
import platform
import sys
from keyword import iskeyword
from pathlib import Path

from rich.console import Console
from rich.table import Table

COMPARED = {"<=": operator.le, ">=": operator.ge, "=": operator.eq}


def names() -> list[str]:
    tried = {"calls", "clinical_load", "dispense_compare", "histories", "houses", "paper_people"}
    found = (path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return sorted(name.strip("_").replace("_", "-") for name in found if name not in tried)


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in names():
        print("bin/bench NAME, one of: " + ", ".join(names()))
        return 2
    name = sys.argv[1]
    module = name.replace("-", "_") + "_" * iskeyword(name)
    bench = importlib.import_module(f"bench.{module}")
    figures = bench.run(say=lambda text: print(text, file=sys.stderr, flush=True))
    Console(width=100).print(table(name, figures, bench.REACH))
    print(json.dumps({"bench": name, "figures": figures, "machine": machine()}))
    return 0 if all(reached(figures.get(key), reach) for key, reach in bench.REACH.items()) else 1


def table(name: str, figures: dict[str, float], reach: dict[str, str]) -> Table:
    shown = Table("figure", "measured", "to reach", "", title=name, title_justify="left", box=None)
    for key, value in figures.items():
        mark = "" if key not in reach else "ok" if reached(value, reach[key]) else "NOT REACHED"
        shown.add_row(key, f"{value:g}", reach.get(key, ""), mark)
    return shown


def reached(value: float | None, reach: str) -> bool:
    compared, limit = reach.split()
    return value is not None and COMPARED[compared](value, float(limit))


def machine() -> dict:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "cores": os.cpu_count(),
        "memory_mb": memory,
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


if __name__ == "__main__":
    sys.exit(main())
