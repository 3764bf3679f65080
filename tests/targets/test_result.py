"""From what a script wrote to the catalogue's types: exactly, or an error."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.operations.iis import GetSslRequirement as Requirement
from wizard.operations.iis import HttpAnswer, SslFlags, SslRequirement
from wizard.operations.iis import SetSslRequirement as Write
from wizard.operations.iis import TestHttpEndpoint as Http
from wizard.operations.logs import GetLogTail, Log
from wizard.operations.model import Operation, OperationFailed, Setting, Written
from wizard.operations.wsus import SetApplicationPool
from wizard.targets.result import decoded, parameters

HTTP = Http("host", True, 8531, ("/",))
ONE = {"Path": "/", "Status": 401, "Error": None}


def test_parameters_have_the_names_of_the_script() -> None:
    assert parameters(HTTP) == {"HostName": "host", "UseSsl": True, "Port": 8531, "Path": ("/",)}
    assert parameters(GetLogTail(Log.WCM)) == {"Log": "WCM.log", "After": -1}
    assert parameters(SetApplicationPool("WsusPool", queue_length=2000))["PingingEnabled"] is None


def test_one_object_is_the_result() -> None:
    value = [{"SiteName": "WSUS", "Places": [{"Key": ".", "Own": "", "Effective": "None"}]}]
    assert decoded(Requirement(), value) == SslRequirement("WSUS", (SslFlags(".", "", "None"),))


def test_what_a_change_returns() -> None:
    value = [{"Former": [{"Path": "a/b/c", "Value": ""}], "Output": "", "ExitCode": 0}]
    assert decoded(Write(("x",), ("Ssl",)), value) == Written((Setting("a/b/c", ""),))


@pytest.mark.parametrize(("value", "count"), [([[]], 0), ([[ONE]], 1), ([ONE], 1), ([[ONE, ONE]], 2), ([ONE, ONE], 2)])
def test_an_array_comes_as_one_output_or_as_several(value: list[Any], count: int) -> None:
    assert decoded(HTTP, value) == (HttpAnswer("/", 401),) * count


@pytest.mark.parametrize(
    ("operation", "value"),
    [
        (Requirement(), []),
        (HTTP, []),
        (Requirement(), [{"SiteName": "a", "Places": []}] * 2),
        (Requirement(), [{"SiteName": "a"}]),
        (Requirement(), [{"SiteName": None, "Places": []}]),
        (Requirement(), [{"SiteName": "a", "Places": [], "More": 1}]),
        (Requirement(), [{"SiteName": "a", "Places": {"value": [], "Count": 0}}]),
        (Requirement(), ["Zugriff verweigert"]),
        (HTTP, [{"Path": "/", "Status": "401", "Error": None}]),
        (HTTP, [None]),
        (HTTP, [ONE, [ONE]]),
    ],
)
def test_an_answer_that_does_not_fit_is_an_error(operation: Operation[Any], value: list[Any]) -> None:
    with pytest.raises(OperationFailed) as failed:
        decoded(operation, value)
    assert failed.value.error.type == "AnswerNotUnderstood"
