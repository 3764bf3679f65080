"""Measurements, each side by side with what it is compared to, in one run: `python -m tests.benchmarks [--json]`.

Numbers, not tests: a slow machine fails nothing here.
"""
