"""The links between entries, told from either end."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cydfap.lib.welsh import english_key, sort_key
from cydfap.release.reading import EntryRecord, RelationRecord, Release

from .entries import entry_url
from .wording import told

# What a relation is called from the end that it points to.
FROM_THE_OTHER_END = {
    "member-of": _("Has as a member"),
    "supported-by": _("Supports"),
    "sponsored-by": _("Sponsors"),
    "published-by": _("Publisher of"),
    "partner": _("Partner of"),
    "became": _("Was before"),
}


@dataclass(frozen=True)
class Connection:
    label: str
    url: str
    record: RelationRecord


def connections(release: Release, record: EntryRecord, lang: str) -> list[Connection]:
    """The entry's own first, each kind together, by name."""
    key = sort_key if lang == "cy" else english_key

    def place(relation: RelationRecord) -> tuple[bool, str, str]:
        return not relation.outward, relation.kind, key(told(relation, "name", lang).words)

    return [
        Connection(label(release, relation, lang), entry_url(relation, lang), relation)
        for relation in sorted(record.relations, key=place)
    ]


def label(release: Release, relation: RelationRecord, lang: str) -> str:
    if relation.outward:
        return release.vocabularies["relation_kinds"].get(relation.kind, {}).get(lang, "")
    return str(FROM_THE_OTHER_END.get(relation.kind, relation.kind))
