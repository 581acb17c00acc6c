import subprocess
import sys

# In a program of its own: a long test run meets libraries that hang their own handlers on the root.
LOOK = """
import logging
import django
django.setup()
for name in ["telepraxis.worker", "django.request", "procrastinate.worker", "uvicorn.error", "some.library"]:
    logger, handlers = logging.getLogger(name), []
    while logger:
        handlers += logger.handlers
        logger = logger.parent if logger.propagate else None
    ours = [handler for handler in handlers if type(handler) is logging.StreamHandler]
    print(name, *sorted({type(handler.formatter).__name__ for handler in ours}))
"""


def test_no_log_of_ours_shows_what_an_exception_said():
    """Pages, jobs, sockets, libraries: each goes through the formatter that leaves values out."""
    looked = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)

    assert looked.stdout.split("\n") == [
        "telepraxis.worker NoValues",
        "django.request NoValues",
        "procrastinate.worker NoValues",
        "uvicorn.error NoValues",
        "some.library NoValues",
        "",
    ]
