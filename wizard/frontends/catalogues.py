"""`operations`."""

from __future__ import annotations

from wizard.engine.codes import Exit
from wizard.frontends.context import Context
from wizard.operations.catalogue import catalogue


def show_operations(context: Context) -> Exit:
    """The catalogue: name, kind, roles, parameters and result fields."""
    entries = catalogue()
    if context.options.json:
        context.data(entries)
        return Exit.SATISFIED
    for entry in entries:
        say = context.narration.say
        own = ", in a process of its own" if entry.fresh else ""
        say(f"{entry.name}   {entry.kind}, on {', '.join(entry.roles)}{own}")
        say(f"    {entry.summary}")
        if entry.parameters:
            say("    parameters: " + ", ".join(f"{p.name} ({p.type})" for p in entry.parameters))
        fields = ", ".join(f"{f.name}{'*' if f.setting else ''} ({f.type})" for f in entry.fields)
        say(f"    gives {entry.result}: {fields}")
    return Exit.SATISFIED
