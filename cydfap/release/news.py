"""Pages of What's happening that name an entry, as a release carries them: news.arrow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from cydfap.news.naming import named_entries

TITLES = ("title_en", "title_cy", "title_lang_en", "title_lang_cy")
TEXTS = ("kind", "when", *TITLES, "path_en", "path_cy")
SCHEMA = pa.schema([("entry", pa.int64()), *((name, pa.large_string()) for name in TEXTS)])


def read_news(keys: Any) -> pa.Table:
    """A row for each page that names an entry (`entry`: its row), an entry's newest first.

    `keys` are `gather.Keys` of the entries.
    """
    told = named_entries()
    rows = keys.positions(pa.chunked_array([[entry for entry, _page in told]], pa.int64()))
    texts = [
        (
            page.kind,
            page.when,
            *page.title.values(),
            *page.title_lang.values(),
            *page.path.values(),
        )
        for _entry, page in told
    ]
    by_text = zip(*texts, strict=True) if texts else [()] * len(TEXTS)
    table = pa.table([pa.array(rows), *(pa.array(column, pa.large_string()) for column in by_text)],
                     SCHEMA)  # fmt: skip
    return table.take(np.argsort(rows, kind="stable"))
