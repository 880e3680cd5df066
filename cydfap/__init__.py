"""Cydfap: the living map of a co-operative movement."""
