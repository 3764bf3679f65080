"""Whatever is given wrongly is named, with what was expected: exit 2, no traceback, nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.desk import Desk, changed

WRONG_ANSWERS = {
    'certifcate = "best"': "unknown field `certifcate`",
    'certificate = "worst"': "certificate",
    "certificate = 5": "certificate",
    "http_port = 0.5": "http_port",
    "https_port = 70000": "expected a number from 1 to 65535",
    "http_port = 8530\nhttps_port = 443": "443 goes with 80",
    'certificate = { thumbprint = "\u200eab cd" }': "40 hexadecimal digits",
    "certificate = {}": "exactly one",
    'certificate = { request = { key_length = 1000 } }': "2048, 3072 or 4096",
    'certificate = { request = { authority = "CA" } }': "HOST\\CA name",
    'host_name = "not a name"': "not a DNS name",
    'names = ["under_score.contoso.com"]': "not a DNS name",
    'client = "PC9.contoso.com"': "PC1.contoso.com",
    'overrides = ["ports"]': "no override 'ports'",
    'offers = ["pool"]': "no offer 'pool'",
    '[patience]\nwcm = "soon"': "not a duration",
    '[patience]\nscan = ""': "not a duration",
    'password = "x"': "a password never goes into an answers file",
    "this is = = no TOML": "is not TOML",
}


@pytest.mark.parametrize("text", WRONG_ANSWERS)
def test_a_wrong_answer_is_named(desk: Desk, before: dict[str, str], text: str) -> None:
    for verb in ("apply", "plan", "check"):
        refused = desk.run(verb, answers=text)
        assert refused.code == 2, refused.said
        assert WRONG_ANSWERS[text] in refused.err
    assert desk.sessions() == []
    assert not changed(before, desk.settings())


def test_a_thumbprint_pasted_from_the_console_is_understood(secure: Desk) -> None:
    thumbprint = next(c.thumbprint for c in secure.world.store if c.friendly_name == "WSUS TLS")
    pasted = "\u200e" + " ".join(thumbprint[i : i + 2].lower() for i in range(0, 40, 2))
    assert secure.run("check", answers=f'certificate = {{ thumbprint = "{pasted}" }}').code == 0


def test_an_answers_file_with_a_bom_and_crlf_is_read(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_bytes('\ufeff[certificate.request]\r\nnames = ["WSUS1"]\r\n'.encode())
    assert desk.run("plan", "--answers", str(file)).code == 1


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"names = [\x80]"])
def test_a_file_that_cannot_be_read_is_named(desk: Desk, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "answers.toml"
    if content is not None:
        file.write_bytes(content)
    refused = desk.run("apply", "--answers", str(file))
    assert refused.code == 2
    assert "answers.toml" in refused.err


def test_a_missing_answer_is_named(desk: Desk) -> None:
    for verb in ("apply", "plan"):
        refused = desk.run(verb, answers="# nothing answered")
        assert refused.code == 2
        assert "An answer is missing: certificate" in refused.said
    assert desk.sessions() == []


def test_unknown_sessions_offers_and_digests_are_refused(done: Desk) -> None:
    for arguments, named in (
        (("report", "s0099"), "There are: s0001"),
        (("undo", "s0099"), "There are: s0001"),
        (("undo", "--offer", "nothing"), "remove-certificate"),
        (("undo", "--plan", "abc"), "Nothing was changed"),
    ):
        refused = done.run(*arguments)
        assert refused.code == 2, refused.said
        assert named in refused.err
    assert done.run("check").code == 0


def test_a_stale_digest_is_refused_and_the_present_one_agreed_to(desk: Desk) -> None:
    digest = desk.run("plan", "--json").data["digest"]
    refused = desk.run("apply", "--plan", "0" * 16)
    assert refused.code == 2
    assert digest in refused.err
    assert desk.sessions() == []
    assert desk.run("apply", "--plan", digest).code == 0


@pytest.mark.parametrize("damage", [b"", b"somebody else's file\n", b'{"v":1}\n', b"\xff\xfe\n"])
def test_a_session_file_that_is_not_ours_is_set_aside(done: Desk, damage: bytes) -> None:
    done.journal().write_bytes(damage)
    ended = done.run("sessions")
    assert ended.code == 0
    assert "s0001.unreadable" in ended.said
    assert (done.folder / "s0001.unreadable").read_bytes() == damage
    assert done.run("apply").code == 0, "what is seen is satisfied"


def test_a_newer_versions_session_is_left_alone(done: Desk) -> None:
    data = done.journal().read_bytes().replace(b'"v":1', b'"v":7')
    done.journal().write_bytes(data)
    assert "newer version" in done.run("sessions").said
    assert done.journal().read_bytes() == data


def test_a_plan_that_someone_else_has_to_unblock_says_so(desk: Desk) -> None:
    planned = desk.run("plan", answers='certificate = { request = { template = "Unheard" } }')
    assert planned.code == 1
    assert "BLOCKED" in planned.said
    assert "Unheard" in planned.said
    assert desk.run("apply", answers='certificate = { request = { template = "Unheard" } }').code == 6
