"""`python -m tests.fakestripe --port 8111 --webhook URL --secret whsec_x`: serve until stopped."""

import argparse
import threading
import time

from .control import tick
from .server import Server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakestripe", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: one that is free; it is printed")
    parser.add_argument("--webhook", default="", help="where events are sent")
    parser.add_argument("--secret", default="whsec_test", help="with which they are signed")
    arguments = parser.parse_args()
    server = Server(arguments.port, webhook=arguments.webhook, secret=arguments.secret)
    threading.Thread(target=_tick, args=(server,), daemon=True).start()
    print(server.origin, flush=True)
    server.serve_forever()


def _tick(server: Server) -> None:
    """Let time pass also while nobody asks."""
    while True:
        time.sleep(0.5)
        with server.world.lock:
            tick(server.world)


if __name__ == "__main__":
    main()
