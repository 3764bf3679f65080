"""The engine: it owns the loop and all I/O. Observe, assess, journal, change, observe again.

It decides nothing about certificates or ports (rules and steps do) and shows nothing (front ends do).
"""
