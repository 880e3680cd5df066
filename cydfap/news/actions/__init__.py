"""All that we write of What's happening. What an editor writes at the desk, Wagtail writes; its
publishing raises the generation that the release worker watches (`cydfap.news.publishing`).
"""

from .letters import (
    choose,
    confirm,
    remove_subscriber,
    send_again,
    subscribe,
    unsubscribe,
    write_edition,
    write_to_group,
    write_what_is_due,
)
from .pages import (
    add,
    follow_words,
    note_change,
    plant,
    plant_roots,
    publish_scheduled,
    set_text_state,
)
from .sending import send_batch
from .sides import NotReady, follow, keep_other_side, mark_copy, publish_both
from .texts import read_next_text, want_text, want_texts
from .web_links import ask_again, check_next_link, gather, note_page

# For the worker.
CHORES = (read_next_text, write_what_is_due, send_batch)

__all__ = [
    "CHORES",
    "NotReady",
    "add",
    "ask_again",
    "check_next_link",
    "choose",
    "confirm",
    "follow",
    "follow_words",
    "gather",
    "keep_other_side",
    "mark_copy",
    "note_change",
    "note_page",
    "plant",
    "plant_roots",
    "publish_both",
    "publish_scheduled",
    "read_next_text",
    "remove_subscriber",
    "send_again",
    "send_batch",
    "set_text_state",
    "subscribe",
    "unsubscribe",
    "want_text",
    "want_texts",
    "write_edition",
    "write_to_group",
    "write_what_is_due",
]
