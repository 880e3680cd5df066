"""Sends a digest in processes that are killed at random points (as kill -9 does), until all is
sent. Run with the environment of a data folder whose database is empty:
python -m bench.killed KILLS SUBSCRIBERS SEED; prints as JSON what came of it.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

import django


def count_calls(limit: int = 0) -> list[int]:
    """Count every call of a function from here on; at the limit, die on the spot."""
    seen = [0]

    def count(frame, event, argument):
        seen[0] += 1
        if seen[0] == limit:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    return seen


def fill(subscribers: int) -> float:
    """Subscribers, a page, and its edition. How many seconds the edition took."""
    from django.utils import timezone

    from cydfap.news import actions
    from cydfap.news.models import Story, Subscriber

    index = actions.plant(by=None)["en"]
    actions.add(page=Story(title="Old Oak opens", locale=index.locale), under=index, by=None)
    now = timezone.now()
    Subscriber.objects.bulk_create(
        Subscriber(address=f"{n}@example.org", lang="en", asked_at=now, confirmed_at=now)
        for n in range(subscribers)
    )
    start = time.perf_counter()
    actions.write_edition(until=timezone.now(), name="2026-W48")
    return time.perf_counter() - start


def send_all() -> None:
    from cydfap.news import actions

    while actions.send_batch():
        pass


def calls_of_a_letter() -> float:
    """What a letter costs, in calls, once all is warm."""
    from cydfap.news.actions import sending
    from cydfap.news.models import Outgoing

    sending.BATCH = 1
    for _warm in range(2):
        sending.send_batch()
    seen = count_calls()
    sending.send_batch()
    sys.setprofile(None)
    sending.BATCH = 50
    assert Outgoing.objects.filter(state="sent").count() == 3
    return seen[0]


def killed_at(number: int) -> bool:
    """Send in a process that dies at that call; 0: once a letter is handed over and not yet marked,
    the worst point. Whether it lived to see it.
    """
    from django.db import connections

    from cydfap.news.actions import sending

    connections.close_all()
    child = os.fork()
    if not child:
        if number:
            count_calls(number)
        else:
            sending.mark_sent = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        send_all()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main(kills: int, subscribers: int, seed: int) -> None:
    from django.conf import settings

    built = fill(subscribers)
    random.seed(seed)
    each = calls_of_a_letter()
    points = [0, *(random.randint(1, int(3 * each)) for _ in range(kills - 1))]
    done = sum(map(killed_at, points))
    start = time.perf_counter()
    send_all()
    seconds = time.perf_counter() - start
    got: dict[str, Counter[str]] = {}
    for file in Path(settings.EMAIL_FILE_PATH).glob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        got.setdefault(str(letter["To"]), Counter())[str(letter["Message-ID"])] += 1
    told = {
        "kills": done,
        "got it": len(got),
        "repeats": sum(sum(ids.values()) - 1 for ids in got.values()),
        "most of one": max(sum(ids.values()) for ids in got.values()),
        "with two ids": sum(len(ids) > 1 for ids in got.values()),
        "built in s": round(built, 2),
        "rest sent in s": round(seconds, 2),
        "calls of a letter": each,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:4]))
