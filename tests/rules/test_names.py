"""Names: what a certificate may carry, what it stands for, and thumbprints as they are pasted."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.rules.names import clean_thumbprint, covered, covers, is_dns_name, same_host

PRINT = "A1B2C3D4E5F60718293A4B5C6D7E8F9012345678"

label = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12).filter(lambda s: not s.isdecimal())
host = st.lists(label, min_size=2, max_size=4).map(".".join)


@pytest.mark.parametrize(
    ("text", "wildcard", "valid"),
    [
        ("wsus1.contoso.com", False, True),
        ("WSUS1", False, True),  # a short name is a name
        ("xn--mnchen-3ya.contoso.com", False, True),
        ("3com.example", False, True),  # a label may begin with a digit
        ("a" * 63 + ".contoso.com", False, True),
        ("", False, False),
        ("wsus_1.contoso.com", False, False),  # underscore
        ("wsus1.contoso.com.", False, False),  # closing dot
        ("wsus1.contoso.com\n", False, False),
        ("wsus1.contoso.com ", False, False),
        ("wsus1..contoso.com", False, False),
        ("-wsus1.contoso.com", False, False),
        ("wsus1-.contoso.com", False, False),
        ("münchen.contoso.com", False, False),  # must be given as xn--
        ("https://wsus1.contoso.com", False, False),
        ("wsus1.contoso.com:8531", False, False),
        ("10.0.0.5", False, False),  # an address is no name
        ("a" * 64 + ".contoso.com", False, False),  # label too long
        (".".join(["abcdefghi"] * 26), False, False),  # 259 characters
        ("*.contoso.com", False, False),  # only where a wildcard is asked for
        ("*.contoso.com", True, True),
        ("w*.contoso.com", True, False),
        ("a.*.contoso.com", True, False),
        ("*", True, False),
    ],
)
def test_what_is_a_dns_name(text: str, wildcard: bool, valid: bool) -> None:
    assert is_dns_name(text, wildcard) is valid


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("wsus1.contoso.com", "WSUS1.contoso.com", True),  # case does not count
        ("wsus1.contoso.com", "wsus1.contoso.com.", True),  # nor does a closing dot
        ("wsus1.contoso.com", "wsus10.contoso.com", False),  # not by its beginning
        ("wsus1", "wsus1.contoso.com", False),
        ("*.contoso.com", "wsus1.contoso.com", True),
        ("*.CONTOSO.com", "wsus1.contoso.COM", True),
        ("*.contoso.com", "a.wsus1.contoso.com", False),  # one label only
        ("*.contoso.com", "contoso.com", False),  # and never none
        ("*.contoso.com", ".contoso.com", False),
        ("*.com", "contoso.com", False),  # too wide to trust
        ("*", "wsus1", False),
        ("w*.contoso.com", "wsus1.contoso.com", False),  # the wildcard is the whole label
        ("wsus1.*.com", "wsus1.contoso.com", False),  # and the left-most one
        ("*.*.com", "a.b.com", False),
        ("*.contoso.com", "*.contoso.com", False),  # a wildcard is no host
        ("", "", False),
        ("\u212aelvin.contoso.com", "kelvin.contoso.com", False),  # a Kelvin sign is not a k
    ],
)
def test_what_a_name_stands_for(pattern: str, name: str, expected: bool) -> None:
    assert covers(pattern, name) is expected


@pytest.mark.parametrize(
    ("names", "name", "expected"),
    [
        (["wsus1", "wsus1.contoso.com"], "wsus1.contoso.com", True),
        (["wsus1", "wsus2.contoso.com"], "wsus1.contoso.com", False),
        ([], "wsus1.contoso.com", False),
    ],
)
def test_one_of_the_names_is_enough(names: list[str], name: str, expected: bool) -> None:
    assert covered(names, name) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("WSUS1.contoso.com", "wsus1.CONTOSO.com.", True),
        ("wsus1", "wsus1.contoso.com", False),
        ("", "", False),  # two unknown names are not one host
    ],
)
def test_same_host(a: str, b: str, expected: bool) -> None:
    assert same_host(a, b) is expected


@given(host)
def test_a_name_covers_itself_however_it_is_written(name: str) -> None:
    assert is_dns_name(name)
    assert covers(name.upper(), name + ".")


@given(label, host)
def test_a_wildcard_covers_every_label_in_front_of_its_domain_and_nothing_deeper(first: str, domain: str) -> None:
    assert covers(f"*.{domain}", f"{first}.{domain}")
    assert not covers(f"*.{domain}", f"{first}.{first}.{domain}")
    assert not covers(f"*.{domain}", domain)


@pytest.mark.parametrize(
    "pasted",
    [
        PRINT,
        PRINT.lower(),
        "\u200e" + PRINT,  # what the certificate dialog puts in front
        "\ufeff" + PRINT + "\r\n",
        " ".join(PRINT[i : i + 2] for i in range(0, 40, 2)),
        ":".join(PRINT[i : i + 2] for i in range(0, 40, 2)),
        "\u00a0" + PRINT + "\u200b",
    ],
)
def test_a_thumbprint_is_taken_as_people_paste_it(pasted: str) -> None:
    assert clean_thumbprint(pasted) == PRINT


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("", "empty"),
        ("\u200e", "empty"),
        (PRINT[:-1], "39 digits were given"),
        (PRINT + "0", "41 digits were given"),
        ("A1" * 32, "SHA-256"),
        (PRINT[:-1] + "G", "'G' does not belong"),
        ("thumbprint=" + PRINT, "'T' does not belong"),
        ("\u0661" * 40, "does not belong"),  # digits of another script
    ],
)
def test_what_is_no_thumbprint_is_told_why_and_what_is_expected(pasted: str, says: str) -> None:
    with pytest.raises(ValueError, match="40 hexadecimal digits") as caught:
        clean_thumbprint(pasted)
    assert says in str(caught.value)


@given(st.text())
def test_a_thumbprint_is_forty_digits_or_refused(pasted: str) -> None:
    try:
        cleaned = clean_thumbprint(pasted)
    except ValueError:
        return
    assert len(cleaned) == 40
    assert set(cleaned) <= set("0123456789ABCDEF")
