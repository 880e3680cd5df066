"""python -m bench.child NAME WORDS…: run bench/NAME.py's `child(*WORDS)` with Django set up, in a
process whose time and memory are its own."""

import os
import sys
from importlib import import_module

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cydfap.settings")
    import django

    django.setup()
    import_module(f"bench.{sys.argv[1]}").child(*sys.argv[2:])
