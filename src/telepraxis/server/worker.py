"""The worker process: jobs, schedules and the delivery of facts (python -m telepraxis.server.worker)."""

import asyncio
import logging
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "telepraxis.server.settings")

CONCURRENCY = 4
HEARTBEAT_S, DEAD_AFTER_S = 3.0, 12.0  # a worker silent for so long is gone; its jobs are begun again
log = logging.getLogger("telepraxis.worker")


def main() -> None:
    import django

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    django.setup()
    asyncio.run(work())
    os._exit(0)  # a job's thread that still works must not hold the stop


async def work() -> None:
    """Take jobs until SIGTERM or SIGINT; the ones under way get a second to end, else they are begun again later."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            again = asyncio.ensure_future(_begin_abandoned_jobs_again(worker_app))
            await worker_app.run_worker_async(
                concurrency=CONCURRENCY,
                shutdown_graceful_timeout=1.0,
                fetch_job_polling_interval=5.0,
                delete_jobs="successful",
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=DEAD_AFTER_S,
            )
            again.cancel()


async def _begin_abandoned_jobs_again(app) -> None:
    """Give back what a killed worker had under way. Jobs are idempotent: each may run twice, none is lost."""
    while True:
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S):
                log.warning("job %s was abandoned by a worker that is gone: begun again", job.id)
                await app.job_manager.retry_job(job)
        except Exception:
            log.exception("looking for abandoned jobs failed; it is tried again")
        await asyncio.sleep(DEAD_AFTER_S / 3)


if __name__ == "__main__":
    main()
