"""Sign a basket of three and verify it: a token for a QR code and a PDF, with keys and records of a real installation.

`sign_ms` is from the open transaction to its commit: token, QR code, signature of a PDF that was typeset before.
`verify_ms` is token and PDF together, as whoever receives them does it. Each is the 95th percentile of 60 rounds.
"""

import json
import time
from datetime import UTC, datetime
from statistics import quantiles

from bench import houses

REACH = {"sign_ms": "<= 400", "verify_ms": "<= 50"}
ROUNDS, WARM = 60, 3


def run(say) -> dict[str, float]:
    with houses.served("signing", fill="bench.signing:fill") as served:
        return json.loads(houses.in_django(served, "bench.signing:tell").strip().splitlines()[-1])


# What runs in a Django process of the installation.


def fill(say) -> None:
    """Found a practice."""
    from telepraxis.registry.organizations.founding import found_organization

    found_organization(
        slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=datetime.now(UTC)
    )


def tell(say) -> None:
    print(json.dumps(signing()))


def signing() -> dict[str, float]:
    """Return the figures; call it in a Django process of an installation that has a practice."""
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.signatures import qr, tokens
    from telepraxis.registry.signatures.tests import scene

    organization = Tenant.objects.order_by("created_at").first().id
    scene.plain_pdf()
    rounds = [_round(organization, number) for number in range(WARM + ROUNDS)][WARM:]
    token = rounds[-1][2]
    code = qr.svg(tokens.address(token))
    return {
        "sign_ms": _p95([signed for signed, _, _ in rounds]),
        "verify_ms": _p95([verified for _, verified, _ in rounds]),
        "token_characters": len(token),
        "qr_version": code.version,
    }


def _round(organization, number: int) -> tuple[float, float, str]:
    """Return milliseconds to sign, milliseconds to verify, and the token."""
    from telepraxis.base import tenancy
    from telepraxis.registry.signatures import qr, tokens, verifying
    from telepraxis.registry.signatures.tests import scene

    now = datetime.now(UTC)
    begun = time.perf_counter()
    with tenancy.serving(organization):
        said = scene.basket(number=f"bench-{number}-{now:%H%M%S%f}")
        token = tokens.sign(said, kind=scene.KIND, expires=now + scene.IN_A_MONTH, now=now)
        qr.svg(tokens.address(token))
        pdf = scene.signed_pdf(now)
    signed = time.perf_counter()
    found = verifying.token(token, kind=scene.KIND, now=now)
    paper = verifying.paper(pdf)
    done = time.perf_counter()
    if found.payload != said or not paper.genuine:
        raise RuntimeError("What was signed is not verified.")
    return (signed - begun) * 1000, (done - signed) * 1000, token


def _p95(waits: list[float]) -> float:
    return round(quantiles(waits, n=20)[-1], 1)
