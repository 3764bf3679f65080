"""Which PowerShell is started."""

from __future__ import annotations

from pathlib import PureWindowsPath

import pytest

from wizard.targets.program import VARIABLE, NoPowerShell, child_environment, program

WINDOWS = {"SystemRoot": "C:\\Windows"}


def started(environment: dict[str, str], windows: bool = True, bits: int = 64) -> PureWindowsPath:
    """The program, by the parts of its path."""
    return PureWindowsPath(str(program(environment, windows, bits)).replace("/", "\\"))


def test_windows_own_in_64_bits() -> None:
    expected = PureWindowsPath("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe")
    assert started(WINDOWS) == expected


def test_a_32_bit_python_reaches_the_64_bit_one() -> None:
    # Windows sets the variable for 32-bit processes on a 64-bit system, where System32 means SysWOW64.
    assert "Sysnative" in started({**WINDOWS, "PROCESSOR_ARCHITEW6432": "AMD64"}, bits=32).parts


def test_a_32_bit_windows_has_no_other() -> None:
    assert "System32" in started(WINDOWS, bits=32).parts


@pytest.mark.parametrize("windows", [True, False])
def test_another_one_can_be_named_on_any_system(windows: bool) -> None:
    assert started({**WINDOWS, VARIABLE: "D:\\pwsh"}, windows) == PureWindowsPath("D:\\pwsh")


@pytest.mark.parametrize("environment", [{}, {VARIABLE: ""}])
def test_off_windows_there_is_none_unless_it_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(NoPowerShell):
        program(environment, windows=False)


def test_the_module_path_of_another_powershell_is_not_handed_on() -> None:
    assert child_environment({"PSModulePath": "x", "PATH": "y"}) == {"PATH": "y"}
