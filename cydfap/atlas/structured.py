"""An entry as schema.org JSON-LD."""

from typing import Any

from cydfap.release.reading import EntryRecord, Release, SiteRecord
from cydfap.release.routes import entry_ends

from .wording import in_language, texts_of, told

TYPES = {"project": "Project", "report": "Report", "resource": "CreativeWork"}


def entry(record: EntryRecord, release: Release, address: str, lang: str) -> dict[str, Any]:
    """Without empty properties; names in each language that has one."""
    before, after = entry_ends(release.about["addresses"], "en")
    whole = {
        "@context": "https://schema.org",
        "@type": TYPES.get(record.kind, "Organization"),
        # As in the downloads: one and the same, whichever page tells of it.
        "@id": f"{before}{record.id}{after}",
        "mainEntityOfPage": address,
        "url": record.website or address,
        "name": tagged(texts_of(record, "name")),
        "description": tagged(texts_of(record, "summary")),
        "email": record.email,
        "telephone": record.phone,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": scheme, "value": value}
            for scheme, value in record.identifiers
        ],
        "location": [place for site in record.sites if (place := location(site, release, lang))],
    }
    return {key: value for key, value in whole.items() if value}


def tagged(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@language": lang, "@value": texts[lang]} for lang in ("en", "cy") if texts.get(lang)]


def location(site: SiteRecord, release: Release, lang: str) -> dict[str, Any]:
    area = release.areas.get(site.authority)
    address = {
        "streetAddress": site.address,
        "addressLocality": told(site, "town", lang).words,
        "addressRegion": in_language(area.name, lang).words if area else "",
        "postalCode": site.postcode,
    }
    address = {key: value for key, value in address.items() if value}
    place: dict[str, Any] = {}
    if site.lat is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": site.lat, "longitude": site.lon}
    if address:
        place["address"] = {"@type": "PostalAddress", **address}
    return {"@type": "Place", **place} if place else {}
