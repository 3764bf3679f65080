"""Judgements that need no server: pure functions of what was seen, each with its table in tests/rules.

Nothing here asks, writes or waits; rules know the operations' types and nothing of steps.
"""
