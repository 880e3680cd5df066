"""What nobody refers to goes; what somebody may be writing just now stays."""

import os
import time
from pathlib import Path

from cydfap.lib.sweeping import sweep


def made(path: Path, hours: float = 0.0) -> Path:
    """A folder with a file in it, last touched so long ago."""
    path.mkdir()
    (path / "rows").write_text("x")
    then = time.time() - hours * 3600
    for each in (path / "rows", path):
        os.utime(each, (then, then))
    return path


def test_what_is_kept_or_does_not_fit_stays(tmp_path):
    for name in ("plan-a", "plan-b", "other"):
        made(tmp_path / name)
    assert sweep(tmp_path, "plan-*", kept={"plan-a"}) == ["plan-b"]
    assert {path.name for path in tmp_path.iterdir()} == {"plan-a", "other"}


def test_what_was_touched_of_late_stays(tmp_path):
    made(tmp_path / "old", hours=3)
    made(tmp_path / "new", hours=1)
    growing = made(tmp_path / "growing", hours=3)
    os.utime(growing / "rows")
    assert sweep(tmp_path, older_than=2 * 3600) == ["old"]


def test_files_go_as_folders_do_and_a_missing_folder_is_an_empty_one(tmp_path):
    (tmp_path / ".part").write_text("x")
    assert sweep(tmp_path, ".*") == [".part"]
    assert sweep(tmp_path / "missing") == []


def test_what_a_link_points_to_is_not_touched(tmp_path):
    outside = made(tmp_path / "outside")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(outside)
    assert sweep(inside) == ["link"]
    assert (outside / "rows").exists()
