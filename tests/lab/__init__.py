"""The practice lab: what is real in it, and how its servers behave."""
