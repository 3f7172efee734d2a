"""Benchmarks: each prints one JSON line (name, value, unit, peer, ratio, goal, met); peers run in the same run."""
