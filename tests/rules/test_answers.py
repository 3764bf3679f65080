"""The answers file: what is taken, what is refused and with which words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.rules.answers import (
    OFFERS,
    OVERRIDES,
    Answers,
    AnswersError,
    Certificate,
    Patience,
    Request,
    checked,
    decode_answers,
    duration,
    encode_answers,
)

THUMBPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("", Answers()),
        ('certificate = "best"', Answers("best")),
        (f'certificate = {{ thumbprint = "{THUMBPRINT}" }}', Answers(Certificate(THUMBPRINT))),
        (f'certificate.thumbprint = "\\u200e{THUMBPRINT.lower()}"', Answers(Certificate(THUMBPRINT))),
        ("[certificate.request]", Answers(Certificate(request=Request()))),
        (
            '[certificate.request]\ntemplate = "ContosoWeb"\nauthority = "CA1\\\\Contoso CA"\n'
            'names = ["wsus.contoso.com"]\n'
            'key_length = 4096\nenroll_as = "user"\nfriendly_name = ""\nsubject = "CN=wsus"',
            Answers(Certificate(request=Request(
                "ContosoWeb", "CA1\\Contoso CA", "CN=wsus", ("wsus.contoso.com",), "", 4096, "user"
            ))),
        ),
        ('host_name = "wsus.contoso.com"\nhttp_port = 80\nhttps_port = 443',
         Answers(host_name="wsus.contoso.com", http_port=80, https_port=443)),
        ("https_port = 8531", Answers(https_port=8531)),
        ('names = ["a.contoso.com", "b.contoso.com"]\nclient = "PC1"',
         Answers(names=("a.contoso.com", "b.contoso.com"), client="PC1")),
        ('[patience]\nwcm = "90m"\nscan = "1d"', Answers(patience=Patience("90m", scan="1d"))),
        ('overrides = ["rights"]\noffers = ["remove-certificate", "application-pool"]',
         Answers(overrides=("rights",), offers=("remove-certificate", "application-pool"))),
    ],
)  # fmt: skip
def test_what_is_written_is_what_is_meant(text: str, answers: Answers) -> None:
    assert decode_answers(text, "a.toml") == answers


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("certificate =", "not TOML"),
        ("port = 8531", "port"),
        ("port = 8531", "Known answers: certificate"),
        ("https_port = '8531'", "https_port"),
        ('certificate = "newest"', "certificate"),
        ("certificate = {}", "exactly one"),
        (f'[certificate]\nthumbprint = "{THUMBPRINT}"\nrequest = {{}}', "exactly one"),
        ('certificate.thumbprint = "12 34"', "40 hexadecimal digits"),
        ('certificate.thumbprint = "xyz"', "certificate.thumbprint"),
        ("[certificate.request]\nkey_length = 1024", "2048, 3072 or 4096"),
        ('[certificate.request]\ntemplate = " "', "template"),
        ('[certificate.request]\nauthority = "Contoso CA"', "HOST\\CA name"),
        ('[certificate.request]\nnames = ["wsus_1.contoso.com"]', "'wsus_1.contoso.com' is not a DNS name"),
        ('[certificate.request]\nenroll_as = "domain"', "enroll_as"),
        ('host_name = "https://wsus1"', "'https://wsus1' is not a DNS name"),
        ('names = ["*.contoso.com"]', "'*.contoso.com' is not a DNS name"),
        ('client = "PC 1"', "'PC 1' is not a DNS name"),
        ("https_port = 70000", "https_port = 70000 is not a port"),
        ("http_port = -1", "http_port = -1 is not a port"),
        ("http_port = 8531\nhttps_port = 8530", "no pair"),
        ("http_port = 8080\nhttps_port = 443", "no pair"),
        ('[patience]\nwcm = "a while"', "'a while' is not a duration"),
        ('[patience]\nsynchronization = ""', "is not a duration"),
        ('[patience]\nscan = "2"', "'2' is not a duration"),
        ('overrides = ["ports"]', "there is no override 'ports'"),
        ('offers = ["pool"]', "there is no offer 'pool'. Known: application-pool, remove-certificate"),
        ('password = "x"', "password never goes into an answers file"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_file_and_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(AnswersError) as caught:
        decode_answers(text, "a.toml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("a.toml")


def test_a_secret_is_not_repeated_in_its_refusal() -> None:
    with pytest.raises(AnswersError) as caught:
        decode_answers('admin_password = "hunter2"', "a.toml")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        (" 6 h ", timedelta(hours=6)),
        ("1d", timedelta(days=1)),
        ("0s", timedelta(0)),
    ],
)
def test_a_duration_is_a_number_and_its_unit(text: str, time: timedelta) -> None:
    assert duration(text) == time


@pytest.mark.parametrize("text", ["", "m", "15", "15 min", "-15m", "1.5h", "1h30m", "123456s", "15M"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(AnswersError, match="is not a duration"):
        duration(text)


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,9}\.contoso\.com", fullmatch=True)
SUBJECTS = st.text("aö\"\\'=, ").map(lambda text: f"CN=x{text}")
WISHES = st.one_of(
    st.sampled_from([None, "best"]),
    st.just(Certificate(THUMBPRINT)),
    st.builds(Certificate, request=st.builds(Request, names=st.lists(NAMES).map(tuple), subject=SUBJECTS)),
)


@given(
    certificate=WISHES,
    host=NAMES,
    port=st.integers(1, 65534),
    overrides=st.lists(st.sampled_from(sorted(OVERRIDES))).map(tuple),
    offers=st.lists(st.sampled_from(sorted(OFFERS))).map(tuple),
)
def test_answers_written_to_a_file_are_read_back_the_same(
    certificate: Certificate | None, host: str, port: int, overrides: tuple[str, ...], offers: tuple[str, ...]
) -> None:
    answers = Answers(certificate, host, (host,), 0, port, overrides=overrides, offers=offers)
    assert checked(answers) == answers
    assert decode_answers(encode_answers(answers), "a.toml") == answers
