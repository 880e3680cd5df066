"""Bring in the areas of a boundary file, and tell the sites which of them they lie in."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from cydfap.directory import actions
from cydfap.lib.outages import is_outage, what_to_do
from cydfap.places.boundaries import Boundary, BoundaryProblem, read_boundaries


class Command(BaseCommand):
    help = "Bring in areas and their boundaries from an ONS file (GeoJSON or TopoJSON, in degrees)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        boundaries = read(options["file"])
        try:
            changed, filled = actions.save_boundaries(boundaries=boundaries, by=None)
        except (OSError, DatabaseError) as problem:
            if not isinstance(problem, OSError) and not is_outage(problem):
                raise
            raise CommandError(
                _("The areas were not brought in, or not all of them: %s Then bring them in again.")
                % what_to_do(problem, settings.DATA)
            ) from problem
        kinds = Counter(boundary.kind.value for boundary in boundaries)
        told = ", ".join(f"{kind}: {number}" for kind, number in kinds.items())
        self.stdout.write(f"{told}; changed: {changed}; sites that got an authority: {filled}")


def read(path: Path) -> list[Boundary]:
    """CommandError says what is wrong with the file and what to do."""
    try:
        return read_boundaries(path)
    except BoundaryProblem as problem:
        raise CommandError(f"{path.name}: {problem}") from problem
    except FileNotFoundError as problem:
        said = _("There is no file %(name)s. Check its name, and in which folder it is.")
        raise CommandError(said % {"name": path}) from problem
    except OSError as problem:
        said = _("The file %(name)s cannot be read. Check that it is a file and that you may.")
        raise CommandError(said % {"name": path}) from problem
