"""The FHIR API of a practice with a million observations: reads, the chart's question, names, and writing.

wrk asks on four connections, one kind of question after the other, with authentication, policy, row-level security and
audit on. `read_ratio` compares with the database driver alone, in the same run and on four connections, reading one
document by its index in a transaction that serves the organization; `statement_ratio` with the same driver and the one
statement that the API uses in place of that transaction. `chart` is "this patient, this code, the newest first, twenty
at most".

`bin/bench fhir [OBSERVATIONS]`
"""

import sys

from bench import clinical_load, houses

REACH = {
    "read_rps": ">= 1200",
    "read_ratio": ">= 0.5",
    "chart_rps": ">= 500",
    "chart_p95_ms": "<= 15",
    "name_rps": ">= 500",
    "create_rps": ">= 400",
    "http_5xx": "= 0",
}
OBSERVATIONS = 1_000_000


def run(say) -> dict[str, float]:
    observations = int(sys.argv[2]) if len(sys.argv) > 2 else OBSERVATIONS
    patients = clinical_load.patients_for(observations)
    with clinic_of(observations) as house:
        bare = clinical_load.bare_reads(house)
        say("the bare driver reads, a second: " + ", ".join(f"{way} {rate:.0f}" for way, rate in bare.items()))
        told = clinical_load.ask_all(house, patients, say)
    return {
        **{f"{kind}_rps": round(each.rps) for kind, each in told.items()},
        **{f"{kind}_p95_ms": round(each.p95_ms, 1) for kind, each in told.items()},
        "read_ratio": round(told["read"].rps / bare["transaction"], 3),
        "statement_ratio": round(told["read"].rps / bare["statement"], 3),
        "http_5xx": sum(each.http_5xx for each in told.values()),
        "observations": observations,
        "patients": patients,
    }


def clinic_of(observations: int):
    """Run the installation with about this many observations, filled when first needed."""
    return houses.served(f"fhir-{observations}", fill=f"bench.clinical_load:fill {observations}", version="1")
