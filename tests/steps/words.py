"""Lines of the logs that sections look at, as the components write them."""

from __future__ import annotations

from tests.rules.test_scan import ANSWER as LOCATION_ANSWER
from tests.rules.test_scan import DONE as SCANNED
from tests.rules.test_scan import EXECUTES, KEPT_HTTP, KEPT_HTTPS, NEW_HTTP, NEW_HTTPS, SEARCHING, SOURCE, ended
from tests.rules.test_scan import PATH_HTTPS as LOCATION_HTTPS
from tests.rules.test_synchronization import BEGIN as SYNC_BEGIN
from tests.rules.test_synchronization import END as SYNC_END
from tests.rules.test_synchronization import FAILED as SYNC_STATUS_FAILED
from tests.rules.test_synchronization import FOUND, FULL, OLD_URL, STARTED, STARTING
from tests.rules.test_synchronization import PRINCIPAL as SYNC_PRINCIPAL
from tests.rules.test_wcm import (
    BEGINS,
    FAILED,
    GENERIC,
    LOCAL,
    ON_HTTP,
    ON_HTTPS,
    PRINCIPAL,
    SLEEPS,
    SUCCESS,
    TRY_HTTP,
    TRY_HTTPS,
)

WCM_HTTP = (*BEGINS, TRY_HTTP, ON_HTTP, SUCCESS, SLEEPS)
WCM_HTTPS = (*BEGINS, TRY_HTTPS, ON_HTTPS, SUCCESS, SLEEPS)
WCM_LOCAL = (*BEGINS, *LOCAL, SUCCESS, SLEEPS)
"""A software update point on the site server: no line names an address."""
WCM_RUNS = (*BEGINS, TRY_HTTPS)
WCM_FAILS = (*BEGINS, TRY_HTTPS, PRINCIPAL, GENERIC, FAILED, SLEEPS)

SYNC_HTTPS = (*SYNC_BEGIN, *SYNC_END)
SYNC_HTTP_RUNS = (STARTING, FULL, FOUND, OLD_URL, STARTED)
SYNC_HTTP = (*SYNC_HTTP_RUNS, *SYNC_END)
SYNC_LOCAL_RUNS = (STARTING, FOUND, STARTED)
SYNC_LOCAL = (*SYNC_LOCAL_RUNS, *SYNC_END)
SYNC_FAILS = (*SYNC_BEGIN, SYNC_PRINCIPAL, SYNC_STATUS_FAILED)
SYNC_HTTP_FAILS = (*SYNC_HTTP_RUNS, SYNC_PRINCIPAL, SYNC_STATUS_FAILED)
SYNC_LOCAL_FAILS = (*SYNC_LOCAL_RUNS, SYNC_PRINCIPAL, SYNC_STATUS_FAILED)

SCAN_HTTPS = (SOURCE, NEW_HTTPS, SEARCHING, SCANNED)
SCAN_HTTP = (SOURCE, KEPT_HTTP, SEARCHING, SCANNED)
SCAN_FAILS = (SOURCE, KEPT_HTTPS, SEARCHING, *ended("0x80072f8f"))
SCAN_HTTP_FAILS = (SOURCE, KEPT_HTTP, SEARCHING, *ended("0x80244018"))
SCAN_RUNS = (SOURCE, KEPT_HTTPS, SEARCHING)
SCAN_HTTP_RUNS = (SOURCE, NEW_HTTP, SEARCHING)
REQUESTED = (EXECUTES,)
LOCATED = (LOCATION_ANSWER, LOCATION_HTTPS)
