"""What the pages need that is made from packages and sources: fonts, the map's ground, one style
sheet, one script.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cydfap.atlas import basemap, coast, labels, parts, scripts, stylesheet, typeface
from cydfap.atlas.frame import Frame

PACKAGES = settings.ROOT / "node_modules"
FONTS = PACKAGES / "@fontsource-variable" / "commissioner"
ATLAS = PACKAGES / "world-atlas"
STYLES = settings.ROOT / "static" / "css"
SCRIPTS = settings.ROOT / "static" / "js"
CODE = Path(basemap.__file__).parent
BOUNDARIES = settings.DATA / "areas"
MADE_BY = ("basemap", "borders", "coast", "labels", "parts")


def is_older(made: Path, sources: Iterable[Path]) -> bool:
    """Whether it must be made (again)."""
    if not made.exists():
        return True
    time = made.stat().st_mtime
    return any(source.exists() and source.stat().st_mtime > time for source in sources)


class Command(BaseCommand):
    help = "Make fonts, the map's ground, style sheets and script, where they are missing or old."

    def handle(self, *args: Any, **options: Any) -> None:
        assets: Path = settings.DATA / "assets"
        self.fonts(assets / "fonts")
        self.ground(assets / "atlas")
        for name, files in stylesheet.sheets(STYLES).items():
            if is_older(assets / name, [STYLES, *files]):
                stylesheet.bundle(files, assets / name)
        self.script(assets / "js" / "map-page.js")

    def script(self, target: Path) -> None:
        if is_older(target, [CODE / "scripts.py", SCRIPTS, *SCRIPTS.glob("*.js")]):
            target.parent.mkdir(exist_ok=True)
            target.write_text(scripts.join(SCRIPTS / "map.js"), encoding="utf-8")

    def fonts(self, target: Path) -> None:
        if is_older(target / "heading.woff2", [FONTS / "package.json", CODE / "typeface.py"]):
            self.stdout.write("Cutting the typeface…")
            typeface.build(FONTS / "files", target)

    def ground(self, target: Path) -> None:
        """Made again when its code, the package, the area or the imported boundaries change."""
        area_file = target / "area.txt"
        area = ",".join(str(side) for side in settings.MAP_AREA) + settings.MAP_NATIONS
        sources = [CODE / f"{name}.py" for name in MADE_BY]
        sources += [ATLAS / "package.json", BOUNDARIES / "local-authority.geojson"]
        same_area = area_file.exists() and area_file.read_text() == area
        if same_area and not is_older(area_file, sources):
            return
        self.stdout.write("Drawing the coast…")
        frame = Frame.around(*settings.MAP_AREA)
        rings = [coast.flatten(ring) for ring in coast.read_countries(ATLAS / "countries-10m.json")]
        ground = parts.ground(rings, frame, settings.MAP_NATIONS, settings.DATA)
        labels.write(frame, settings.MAP_NATIONS, target / "towns.json")
        basemap.build(ground, frame, target)
        area_file.write_text(area)
