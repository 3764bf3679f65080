"""Killed anywhere: the process ended at every point where something reaches the disk, then run again, or undone.

`python -m tests.kill` tries all points and prints a table; the tests take a sample. Nothing here is known to the
product: the driver wraps its classes from outside.
"""
