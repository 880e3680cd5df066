"""How dates are written where the framework writes them: as in Britain."""
