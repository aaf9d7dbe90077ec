"""django-q2's worker as a process of its own beside the tests."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager


@contextmanager
def worker(environment, wait_for, **options):
    """The worker, once ``wait_for()`` holds or five minutes are over: a busy machine is slow, and no fault.

    Yields a function that stops it and returns what it wrote to what ``options`` pipe.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "qcluster"],
        env=environment,
        start_new_session=True,
        text=True,
        **options,
    )

    def stop():
        process.send_signal(signal.SIGTERM)
        return process.communicate(timeout=120)

    try:
        end = time.monotonic() + 300
        while not wait_for() and time.monotonic() < end:
            time.sleep(0.2)  # another process works, and tells nobody when it is done
        yield stop
    finally:
        if process.poll() is None:
            stop()
