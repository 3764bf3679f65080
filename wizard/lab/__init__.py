"""The practice lab: a simulated contoso with real certificates and real listeners on loopback.

Here lives how servers and their components behave, and every operation done on them. What a wizard makes of the answers
may not live here: the lab knows of no step and no rule, so that it can contradict them.
"""
