"""Where the site's nations end and their authorities meet, as far as it is known.

Packages bring the coast alone. Once boundaries were imported (`./manage.py areas FILE`), their polygons are drawn;
until then all land has one colour.
"""

from pathlib import Path

from .basemap import Ground
from .coast import Ring


def ground(rings: list[Ring], data: Path) -> Ground:
    """The ground for the rings of every country and what is in the data folder."""
    return Ground(land=rings)
