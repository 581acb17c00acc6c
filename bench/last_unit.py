"""Fifty pharmacists want the last unit at the same moment, 20 rounds, each on a connection of their own.

Every round puts one unit on the shelf. All fifty call the verb that pages and the API call, against PostgreSQL as an
installation runs it. In every second round half of them reserve instead. One may win; the others are refused: less is
there, or on a busy machine the line was too long (`waited_in_vain`).
"""

import json
import threading
import time
from collections import Counter
from datetime import timedelta
from statistics import median

from bench.houses import in_django, served

REACH = {"winners": "= 20", "deadlocks": "= 0", "others": "= 0", "negative": "= 0"}
RACERS, ROUNDS = 50, 20


def run(say) -> dict[str, float]:
    with served("last-unit") as house:
        figures = json.loads(in_django(house, "bench.last_unit:race").splitlines()[-1])
    say(f"  {figures['refused']:.0f} were refused, each round took {figures['round_ms']:.0f} ms")
    return figures


# In the installation


def race(say) -> None:
    """Found a pharmacy, run the rounds, and print what `run` reads."""
    from uuid import uuid4

    from django.utils import timezone

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.commons.inventory.models import Balance, Movement
    from telepraxis.registry.organizations.founding import found_organization

    slug = f"last-unit-{uuid4().hex[:8]}"
    tenant = found_organization(
        slug=slug, name="Last Unit", time_zone="Europe/Lisbon", jurisdiction="PT", now=timezone.now()
    )
    by = Actor.system(tenant.id)
    answers: Counter[str] = Counter()
    waits, winners = [], 0
    with tenancy.serving(tenant.id):
        place, item = _stocked(by)
    for number in range(ROUNDS):
        with tenancy.serving(tenant.id):
            _one_more(item, place, by)
        begun = time.perf_counter()
        round_answers = _at_once(by, item, both=number % 2 == 1)
        waits.append((time.perf_counter() - begun) * 1000)
        winners += round_answers["won"] == 1
        answers += round_answers
        with tenancy.serving(tenant.id):
            _clear(item, by)
    with tenancy.serving(tenant.id):
        negative = Balance.objects.filter(quantity__lt=0).count()
        left = sum(Movement.objects.values_list("quantity", flat=True))
    refused, impatient = answers.pop("NotEnough", 0), answers.pop("TooManyAtOnce", 0)
    won = answers.pop("won", 0)
    deadlocks = answers.pop("deadlock", 0)
    if answers:
        say(f"unexpected: {dict(answers)}")
    figures = {
        "winners": winners, "deadlocks": deadlocks, "others": sum(answers.values()) + (won - ROUNDS),
        "negative": negative + (left != 0), "refused": refused, "waited_in_vain": impatient,
        "round_ms": round(median(waits), 1), "slowest_round_ms": round(max(waits), 1),
        "answers_per_s": round(RACERS * 1000 / median(waits), 1),
    }  # fmt: skip
    print(json.dumps(figures))


def _stocked(by):
    from django.utils import timezone

    from telepraxis.commons.inventory import assortment

    said = {"by": by, "now": timezone.now()}
    place = assortment.keep_place(name="Shelf", **said)
    item = assortment.keep_item(name="Adrenaline 0.3 mg pen", kind="medicine", counted_in="pen", published=True, **said)
    return place.id, item.id


def _one_more(item, place, by) -> None:
    from datetime import date
    from uuid import uuid4

    from django.utils import timezone

    from telepraxis.commons.inventory import receiving

    arrival = receiving.Arrival(item, 1, "L1", date(2099, 1, 31))
    receiving.receive(arrivals=[arrival], place=place, key=uuid4().hex, by=by, now=timezone.now())


def _at_once(by, item, *, both: bool) -> Counter:
    """Let all of them go at the same moment; return what came of it."""
    from django.db import connections

    from telepraxis.base import tenancy

    gate, answers, guard = threading.Barrier(RACERS), Counter(), threading.Lock()

    def act(number: int) -> None:
        try:
            connections["default"].ensure_connection()
            gate.wait(60)
            with tenancy.serving(by.organization_id):
                (_reserve if both and number % 2 else _take)(item, number, by)
            said = "won"
        except Exception as refused:
            said = "deadlock" if "deadlock" in str(refused).lower() else type(refused).__name__
        finally:
            connections.close_all()
        with guard:
            answers[said] += 1

    threads = [threading.Thread(target=act, args=(number,)) for number in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _take(item, number: int, by) -> None:
    from uuid import uuid4

    from django.utils import timezone

    from telepraxis.commons.inventory import issuing

    issuing.issue(item=item, quantity=1, reference=("fill", str(number)), key=uuid4().hex, by=by, now=timezone.now())


def _reserve(item, number: int, by) -> None:
    from uuid import uuid4

    from django.utils import timezone

    from telepraxis.commons.inventory import reserving

    now = timezone.now()
    reserving.reserve(
        item=item, quantity=1, until=now + timedelta(hours=1), reference=("order", str(number)), key=uuid4().hex,
        by=by, now=now,
    )  # fmt: skip


def _clear(item, by) -> None:
    """Hand out what the winner of the round had reserved, so that the next round begins with an empty shelf."""
    from uuid import uuid4

    from django.utils import timezone

    from telepraxis.commons.inventory import issuing
    from telepraxis.commons.inventory.models import Reservation

    for row in Reservation.objects.filter(item_id=item, ended_at=None):
        issuing.issue(
            item=item, quantity=row.left, reference=(row.reference_type, row.reference_id), reservation=row.id,
            key=uuid4().hex, by=by, now=timezone.now(),
        )  # fmt: skip
