"""Bring in the areas of a boundary file, and tell the sites which of them they lie in."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cydfap.directory import actions
from cydfap.places.boundaries import BoundaryProblem, read_boundaries


class Command(BaseCommand):
    help = "Bring in areas and their boundaries from an ONS file (GeoJSON or TopoJSON, in degrees)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            boundaries = read_boundaries(options["file"])
        except (BoundaryProblem, OSError) as problem:
            raise CommandError(f"{options['file'].name}: {problem}") from problem
        changed, filled = actions.save_boundaries(boundaries=boundaries, by=None)
        kinds = Counter(boundary.kind.value for boundary in boundaries)
        told = ", ".join(f"{kind}: {number}" for kind, number in kinds.items())
        self.stdout.write(f"{told}; changed: {changed}; sites that got an authority: {filled}")
