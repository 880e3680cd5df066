"""All that imports write: each step is atomic, logged, and in a state that allows it.

What is small is done at once; what would hold a page for long is left to the worker, and the
import's state says so. `planned`: from a file to a plan. `applied`: from a plan to the directory,
and back. `worker`: what is waiting.
"""

from .applied import MovedOn, bring_in, queue, undo
from .planned import decide, discard, file_of, plan_again, receive, remap
from .worker import MOST_ATTEMPTS, sweep, take_next, work

__all__ = [
    "MOST_ATTEMPTS",
    "MovedOn",
    "bring_in",
    "decide",
    "discard",
    "file_of",
    "plan_again",
    "queue",
    "receive",
    "remap",
    "sweep",
    "take_next",
    "undo",
    "work",
]
