"""Serves the example site with its demo content, the worker beside it, until Ctrl-C.

Called by ``make demo``. What it needs is made first, each time: a second start finds it done.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "example_site" / "manage.py")]
KEY = ROOT / ".cache" / "demo-secret-key"
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
ADDRESS = f"http://localhost:{PORT}/"


def secret_key():
    """Made once, so that whoever is signed in stays so at the next start."""
    if not KEY.exists():
        KEY.parent.mkdir(exist_ok=True)
        KEY.touch(mode=0o600)
        KEY.write_text(secrets.token_urlsafe(50))
    return KEY.read_text()


def environment():
    return {
        "DEMO": "1",
        "SECRET_KEY": secret_key(),
        "BASE_URL": ADDRESS.rstrip("/"),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
        **os.environ,
    }


def manage(env, *arguments, capture=False):
    done = subprocess.run(
        [*MANAGE, *arguments], env=env, text=True, stdout=subprocess.PIPE if capture else None
    )
    if done.returncode:
        sys.exit(f"manage.py {arguments[0]} failed: nothing is served.")
    return done.stdout


def port_is_free():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError:
            return False
    return True


def start(env, *arguments):
    """A process of its own group: Ctrl-C reaches this script alone, which stops each in order.

    A signal to the worker's whole group could hang it; one to its master stops it in a second.
    """
    return subprocess.Popen([*MANAGE, *arguments], env=env, start_new_session=True)


def answers():
    try:
        urllib.request.urlopen(ADDRESS, timeout=30)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def stop(process, seconds=10):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main():
    if not port_is_free():
        sys.exit(f"Port {PORT} is taken. Choose another one: make demo PORT=8001")
    env = environment()
    print("Preparing the database and the demo content…", flush=True)
    manage(env, "migrate", "--verbosity", "0")
    accounts = manage(env, "load_demo", capture=True)

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    processes = []
    try:
        processes.append(start(env, "qcluster"))
        processes.append(start(env, "runserver", "--noreload", f"{HOST}:{PORT}"))
        while not answers():
            if any(process.poll() is not None for process in processes):
                raise ChildProcessError
            time.sleep(0.2)
        print(f"\n{accounts}\nThe site is on {ADDRESS} (Ctrl-C stops it).\n", flush=True)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        raise ChildProcessError
    except KeyboardInterrupt:
        print("\nStopping…", flush=True)
    except ChildProcessError:
        sys.exit("The web server or the worker has stopped by itself: see above.")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for process in reversed(processes):
            stop(process)


if __name__ == "__main__":
    main()
