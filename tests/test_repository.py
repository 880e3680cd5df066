"""The house rules that a command can see."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from cydfap.lib.languages import NAMES

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    if name and (ROOT / name).is_file()
]
WRITTEN = [
    f
    for f in FILES
    if f.suffix in {".py", ".mjs", ".js", ".css", ".html"} and "migrations" not in f.parts
]
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_no_file_is_longer_than_can_be_read_at_a_sitting():
    long = [
        f"{name(f)}: {n}" for f in WRITTEN if (n := len(f.read_text().splitlines())) > LONGEST_FILE
    ]
    assert not long


def test_no_function_is_longer_than_can_be_seen_at_once():
    long = []
    for file in (f for f in WRITTEN if f.suffix == ".py" and "cydfap" in f.parts):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{name(file)}:{node.lineno} {node.name}: {lines}")
    assert not long


def test_nothing_is_called_for_what_it_is_not():
    vague = {"utils", "helpers", "common", "core", "base", "misc", "mixins"}
    assert not [name(f) for f in WRITTEN if f.stem in vague and f.suffix == ".py"]


def test_no_lock_names_a_host():
    for lock in [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json"]:
        text = lock.read_text()
        assert '"resolved"' not in text, lock.name
        assert not re.search(
            r"--(extra-)?index-url|--find-links|files\.python|registry\.npm", text
        ), lock.name


def test_every_python_dependency_says_why_it_is_there():
    for listing in ROOT.glob("requirements/*.in"):
        for line in listing.read_text().splitlines():
            if line and not line.startswith(("#", "-")):
                assert re.search(r"\s# \w", line), f"{listing.name}: {line}"


def test_no_path_of_one_machine_is_in_the_tree():
    home = re.compile(r"(?<![\w.])/(?:root|home|work)/")
    assert not [
        name(f)
        for f in FILES
        if f.suffix not in {".png", ".gz"}
        and home.search(f.read_text(errors="ignore"))
        and f.name != "test_repository.py"
    ]


def test_foreign_keys_go_down_the_layers_as_imports_do():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    levels = [set(re.split(r"\s*\|\s*", layer)) for layer in contracts[0]["layers"]]
    height = {app: len(levels) - i for i, level in enumerate(levels) for app in level}
    wrong = []
    for model in apps.get_models():
        app = model._meta.app_label
        if not model.__module__.startswith("cydfap."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target is None or not target.__module__.startswith("cydfap."):
                continue
            other = target._meta.app_label
            if other != app and height[other] >= height[app]:
                wrong.append(f"{app}.{model.__name__}.{field.name} points to {other}")
    assert not wrong


def test_every_setting_is_explained():
    names = set(
        re.findall(
            r'env(?:_flag|_list)?\(\s*"([A-Z_]+)"', (ROOT / "cydfap/settings.py").read_text()
        )
    )
    explained = (ROOT / "docs/reference/settings.md").read_text()
    assert not [n for n in sorted(names) if f"`{n}`" not in explained]


@pytest.mark.parametrize("script", ["setup", "run", "test", "check", "bench"])
def test_the_scripts_that_the_readme_promises_can_be_run(script):
    file = ROOT / "script" / script
    assert file.stat().st_mode & 0o111


def test_the_settings_which_import_nothing_of_ours_name_the_languages_as_all_else_does():
    assert dict(settings.LANGUAGES) == NAMES
