"""What Cydfap costs, beside what its peers cost, measured in one run (script/bench)."""
