"""The whole wizard on this computer, by the command line and the product's own scripts.

One test, since two would take their servers to two processes, where each is slow at first. Every fault of every change,
and both languages with every process of their own: `python -m tests.this_computer`.
"""

from __future__ import annotations

from tests.this_computer.desk import Desk
from tests.this_computer.job import whole_job
from tests.this_computer.server import Fault


def test_from_http_to_proven_https_and_back_by_undo_although_changes_lie_fail_and_hang(desk: Desk) -> None:
    whole_job(
        desk,
        on_the_way=(
            # It is told twice. The flag is set, whatever is said of it.
            Fault("Invoke-ConfigureSsl", "lies"),
            Fault("Set-SoftwareUpdatePoint", "fails", after=1),
        ),
        # Ended behind three of five services.
        on_the_way_back=(Fault("Set-SslRequirement", "hangs", after=3),),
    )
