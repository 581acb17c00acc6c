"""Whether a hundred times more observations make the API slower: the questions of `fhir`, at 10,000 and at 1,000,000.

`worst_ratio` is the rate in the small practice over that in the large one, of the kind of question that suffers most.

`bin/bench fhir-growth [LARGE]`
"""

import sys

from bench import clinical_load
from bench.fhir import OBSERVATIONS, clinic_of

REACH = {"worst_ratio": "<= 1.4"}
SMALL = 10_000


def run(say) -> dict[str, float]:
    large = int(sys.argv[2]) if len(sys.argv) > 2 else OBSERVATIONS
    rates = {}
    for observations in (SMALL, large):
        say(f"{observations:,} observations")
        with clinic_of(observations) as house:
            told = clinical_load.ask_all(house, clinical_load.patients_for(observations), say)
        rates[observations] = {kind: each.rps for kind, each in told.items()}
    ratios = {kind: rates[SMALL][kind] / rates[large][kind] for kind in rates[SMALL]}
    return {"worst_ratio": round(max(ratios.values()), 2)} | {
        f"{kind}_ratio": round(ratio, 2) for kind, ratio in ratios.items()
    }
