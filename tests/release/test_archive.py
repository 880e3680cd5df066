"""map.pmtiles: the same tiles as are served, in one file that other software reads."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid

from cydfap.release import archive, mvt
from cydfap.release.tiles import Atlas, Text

from .scatter import LAYERS, atlas_of


@pytest.fixture(scope="module")
def wales() -> Atlas:
    rng = np.random.default_rng(9)
    return atlas_of(-3.8 + rng.normal(0, 0.3, 400), 52.3 + rng.normal(0, 0.3, 400))


def test_every_tile_is_the_one_that_is_served_and_none_is_missing(wales, tmp_path):
    written = archive.write(tmp_path / "map.pmtiles", wales, name="Map", attribution="Some forum")
    with (tmp_path / "map.pmtiles").open("rb") as file:
        tiles = dict(all_tiles(MmapSource(file)))
    assert len(tiles) == written
    for (z, x, y), packed in tiles.items():
        assert packed == mvt.gzipped_tile(wales.tile(z, x, y), wales.columns, z)
    for level in wales.tree.levels:
        across, down = (v[level.start] >> 32 - level.z for v in map(np.int64, axes(wales)))
        expected = set(zip(across.tolist(), down.tolist(), strict=True))
        assert {(x, y) for z, x, y in tiles if z == level.z} == expected
    assert {z for z, _, _ in tiles} == set(range(wales.tree.last_zoom + 1))


def axes(atlas: Atlas):
    return atlas.columns.x, atlas.columns.y


def test_the_header_and_metadata_say_what_is_inside(wales, tmp_path):
    archive.write(tmp_path / "map.pmtiles", wales, name="Co-ops", attribution="Some forum")
    with (tmp_path / "map.pmtiles").open("rb") as file:
        reader = Reader(MmapSource(file))
        header, metadata = reader.header(), reader.metadata()
    assert (header["min_zoom"], header["max_zoom"]) == (0, wales.tree.last_zoom)
    assert header["tile_type"] == TileType.MVT
    assert header["tile_compression"] == Compression.GZIP
    assert header["clustered"]
    assert header["min_lon_e7"] < -38_000_000 < header["max_lon_e7"] < 0
    assert header["min_lat_e7"] < 523_000_000 < header["max_lat_e7"]
    assert (metadata["name"], metadata["attribution"]) == ("Co-ops", "Some forum")
    (layer,) = metadata["vector_layers"]
    assert (layer["id"], layer["maxzoom"]) == ("marks", wales.tree.last_zoom)
    assert set(layer["fields"]) == set(mvt.fields(LAYERS))


def test_a_tile_that_would_be_too_big_is_the_shortened_one(tmp_path):
    rng = np.random.default_rng(2)
    crowd = atlas_of(-3.18 + rng.normal(0, 0.001, 900), 51.48 + rng.normal(0, 0.001, 900))
    noise = rng.integers(97, 123, 100 * 900).astype(np.uint8)
    names = Text(np.arange(0, 100 * 900 + 1, 100), noise)
    columns = replace(crowd.columns, names_en=names, names_cy=names)
    crowd = Atlas(crowd.tree, columns)
    archive.write(tmp_path / "map.pmtiles", crowd, name="Crowd")
    with (tmp_path / "map.pmtiles").open("rb") as file:
        sizes = [len(packed) for _, packed in all_tiles(MmapSource(file))]
    assert max(sizes) <= mvt.MOST_BYTES


def test_an_empty_map_leaves_no_file(tmp_path):
    with pytest.raises(archive.EmptyMap):
        archive.write(tmp_path / "map.pmtiles", atlas_of([], []), name="Map")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_is_replaced_whole(wales, tmp_path):
    path = tmp_path / "map.pmtiles"
    path.write_bytes(b"old")
    archive.write(path, wales, name="Map")
    assert path.read_bytes()[:7] == b"PMTiles"
    assert [p.name for p in tmp_path.iterdir()] == ["map.pmtiles"]


@given(st.integers(0, 24), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_tile_ids_are_those_of_the_format(z, x, y):
    ids = archive.tile_ids(z, np.array([x], np.uint32), np.array([y], np.uint32))
    assert ids.tolist() == [zxy_to_tileid(z, x >> 32 - z, y >> 32 - z)]
