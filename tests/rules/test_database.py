"""Where SUSDB is, by SqlServerName."""

from __future__ import annotations

import pytest

from tests.steps.contoso import BEFORE
from wizard.rules.database import database
from wizard.rules.place import HOST


@pytest.mark.parametrize(
    ("server", "where"),
    [
        ("MICROSOFT##WID", "internal"),
        ("microsoft##wid", "internal"),
        ("MICROSOFT##SSEE", "internal"),  # of Windows Server 2008
        ("", "local"),
        (".", "local"),
        (".\\SQLEXPRESS", "local"),
        ("(local)", "local"),
        ("localhost", "local"),
        (" WSUS1 ", "local"),
        ("WSUS1\\SUSDB", "local"),
        ("wsus1.contoso.com", "local"),
        ("WSUS1.contoso.com\\SUSDB", "local"),
        ("WSUS1,1433", "local"),
        ("SQL1", "remote"),
        ("SQL1.contoso.com\\SUSDB", "remote"),
        ("SQL1,1433", "remote"),
        ("WSUS10", "remote"),
        ("wsus1.fabrikam.com", "remote"),
    ],
)
def test_where_the_database_is(server: str, where: str) -> None:
    host = BEFORE.all_seen().read(HOST)
    assert host is not None
    assert database(server, host) == where
