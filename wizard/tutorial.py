"""THE list: the sections in the tutorial's order."""

from __future__ import annotations

from wizard.steps.assessment import Step
from wizard.steps.before_you_start import BeforeYouStart
from wizard.steps.bind import Bind
from wizard.steps.certificate import ChooseCertificate
from wizard.steps.client_scan import ClientScan
from wizard.steps.configure_wsus import ConfigureWsus
from wizard.steps.console import Console
from wizard.steps.require_ssl import RequireSsl
from wizard.steps.software_update_point import RequireSslOfPoint
from wizard.steps.synchronization import Synchronization

SECTIONS: tuple[Step, ...] = (
    BeforeYouStart(),
    ChooseCertificate(),
    Bind(),
    RequireSsl(),
    ConfigureWsus(),
    Console(),
    RequireSslOfPoint(),
    Synchronization(),
    ClientScan(),
)

SWITCH = ("require-ssl", "configure-wsus", "console", "software-update-point")
"""The sections that the switch window runs with no question between; the gate stands before the first."""
