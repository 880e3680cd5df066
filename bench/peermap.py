"""The peer in the browser: one GeoJSON in MapLibre, and a blank map as the floor of both."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson

from .data import Entries
from .spent import ROOT

PAGE = """<!doctype html><html><meta charset="utf-8"><title>map</title>
<link rel="stylesheet" href="maplibre-gl/maplibre-gl.css">
<style>html, body, #map {{ height: 100%; margin: 0 }}</style><div id="map"></div>
<script type="module">
import {{ Map, setWorkerUrl }} from "./maplibre-gl/maplibre-gl.mjs";
setWorkerUrl(new URL("./maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);
const style = {{ version: 8, sources: {sources}, layers: [
  {{ id: "sea", type: "background", paint: {{ "background-color": "#cfe3ea" }} }}, ...{layers} ] }};
const bounds = [-5.6, 51.3, -2.6, 53.5];
const quick = {{ fadeDuration: 0, attributionControl: false }};
const map = new Map({{ container: "map", style, bounds, ...quick }});
map.once("idle", () => {{ document.documentElement.dataset.live = ""; }});
</script></html>"""
SOURCE = {"points": {"type": "geojson", "data": "points.geojson"}}
CIRCLES = {"id": "points", "type": "circle", "source": "points", "paint": {"circle-radius": 5}}


@contextmanager
def served(entries: Entries, folder: Path) -> Iterator[str]:
    """Serve geojson.html and blank.html; gives their address."""
    place = folder / "peermap"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copytree(ROOT / "node_modules" / "maplibre-gl" / "dist", place / "maplibre-gl")
    (place / "points.geojson").write_bytes(orjson.dumps(collection(entries)))
    for name, sources, layers in (("geojson", SOURCE, [CIRCLES]), ("blank", {}, [])):
        page = PAGE.format(
            sources=orjson.dumps(sources).decode(), layers=orjson.dumps(layers).decode()
        )
        (place / f"{name}.html").write_text(page, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(place)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def log_message(self, *args: Any) -> None:
        """Nothing: the table is what is said."""


def collection(entries: Entries) -> dict[str, Any]:
    places = zip(entries.lon.tolist(), entries.lat.tolist(), strict=True)
    columns = (entries.ids, entries.names("en"), entries.names("cy"), entries.layers.tolist())
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": (round(lon, 5), round(lat, 5))},
            "properties": {"id": id, "en": en, "cy": cy, "l": bits},
        }
        for (lon, lat), id, en, cy, bits in zip(places, *columns, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}
