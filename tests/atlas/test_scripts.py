"""The map page's script is its modules in one file."""

import re

import pytest
from django.conf import settings

from cydfap.atlas.scripts import NotJoined, join

MODULES = settings.ROOT / "static" / "js"


@pytest.fixture
def written(tmp_path):
    """Writes modules into a folder; gives the path of the first."""

    def write(**modules: str):
        for name, text in modules.items():
            (tmp_path / f"{name}.js").write_text(text)
        return tmp_path / f"{next(iter(modules))}.js"

    return write


def test_each_module_comes_once_and_before_those_that_import_it():
    text = join(MODULES / "map.js")
    names = re.findall(r"^const \$(\w+) = \(\(\)", text, re.MULTILINE)
    places = {name: at for at, name in enumerate(names)}
    assert {"address", "geometry", "map", "overlay", "page", "tiles", "view"} <= places.keys()
    assert "libre" not in places, "MapLibre is fetched by who turns to the map"
    for module in places:
        source = (MODULES / f"{module}.js").read_text(encoding="utf-8")
        for other in re.findall(r'^import .* from "\./([a-z-]+)\.js"', source, re.MULTILINE):
            assert places[other] < places[module]


def test_names_go_from_module_to_module_under_either_name(written):
    entry = written(
        main='import { plus, ONE as one } from "./sum.js";\n\nplus(one);\n',
        sum="export const ONE = 1;\nexport async function plus(n) {\n  return n + ONE;\n}\n",
    )
    assert join(entry) == (
        "const $sum = (() => {\nconst ONE = 1;\nasync function plus(n) {\n  return n + ONE;\n}\n"
        "return { ONE, plus };\n})();\n"
        "const $main = (() => {\nconst { plus, ONE: one } = $sum;\n\nplus(one);\n})();\n"
    )


def test_what_is_imported_when_it_is_needed_stays_apart(written):
    entry = written(main='const later = () => import("./other.js");\n')
    assert 'import("./other.js")' in join(entry)


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "./other.js";',
        'import "./other.js";',
        'import { Map } from "../maplibre-gl/maplibre-gl.mjs";',
        "export default 1;",
        'export { a } from "./other.js";',
    ],
)
def test_what_it_does_not_know_is_refused_with_its_line(line, written):
    with pytest.raises(NotJoined, match=re.escape(f"main.js: {line}")):
        join(written(main=f"{line}\n", other=""))


def test_a_circle_of_imports_is_refused(written):
    entry = written(
        main='import { b } from "./other.js";\nexport const a = 1;\n',
        other='import { a } from "./main.js";\nexport const b = 1;\n',
    )
    with pytest.raises(NotJoined, match=r"main\.js imports itself, by other\.js"):
        join(entry)
