"""Work that a worker does later: deferred in the caller's transaction, so that a rollback takes the job with it.

Doors: `job`, `every`, `in_this_transaction`; for those who run the installation `queue_figures`, `failed_jobs`,
`run_again`.
A job of an organization runs in a transaction that serves it. Procrastinate keeps the queue.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(
    __name__,
    queue=(
        "every",
        "in_this_transaction",
        "job",
    ),
    overview=(
        "FailedJob",
        "NothingFailed",
        "QueueFigures",
        "failed_jobs",
        "queue_figures",
        "run_again",
    ),
)
