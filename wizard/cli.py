"""The command line: picks a target and a front end, nothing else."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wizard.engine.codes import MEANING, Exit
from wizard.frontends.options import VERBS, Options
from wizard.frontends.reader import nobody_reads
from wizard.installation import Mixed, check_installation
from wizard.state import Wanted, default_state
from wizard.targets.program import permitted

PROGRAM = "wsus-tls"


_WITHOUT_VERB = """\
Without --lab it is about this computer, the WSUS server itself.

Without a verb the wizard opens: page by page, asking before each change. Where there is no terminal, or with --plain or
--answers, the whole job runs in a practice lab without questions, as apply does. On a real server nothing is done then:
there apply and undo want --plan with the digest of what they will do, as plan and undo show it."""


def parser() -> argparse.ArgumentParser:
    """The options, the same before and after the verb."""
    codes = "\n".join(f"  {int(code):>3}  {meaning}" for code, meaning in MEANING.items())
    top = argparse.ArgumentParser(
        prog=PROGRAM,
        description="From WSUS over HTTP to a software update point proven over HTTPS, step by step, with a way back.",
        epilog=f"{_WITHOUT_VERB}\n\nexit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common()],
    )
    top.add_argument("--answers", type=Path, metavar="FILE", default=argparse.SUPPRESS, help="answers file (TOML)")
    top.add_argument("--plain", action="store_true", default=argparse.SUPPRESS, help="without pages, as text only")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    for name, verb in VERBS.items():
        sub = verbs.add_parser(name, help=verb.summary, description=verb.summary, parents=[_common()])
        if verb.takes_session:
            sub.add_argument("session", nargs="?", default="", help="default: the newest that is not undone")
        if verb.takes_answers:
            sub.add_argument(
                "--answers", type=Path, metavar="FILE", default=argparse.SUPPRESS, help="answers file (TOML)"
            )
        if verb.takes_digest:
            sub.add_argument("--plan", default="", metavar="DIGEST", help="agree to exactly the list with this digest")
        if verb.takes_offers:
            sub.add_argument("--offer", action="append", default=[], metavar="NAME", help="take an offer by its name")
        if verb.takes_words:
            sub.add_argument("arguments", nargs="*", default=[], metavar="WORD", help="see above; default: the list")
        if verb.takes_html:
            sub.add_argument("--html", action="store_true", help="as HTML, for a browser or on paper")
    return top


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--lab", metavar="NAME", type=_name, help="a practice lab instead of this computer; or a scenario file (TOML)"
    )
    common.add_argument("--fresh", action="store_true", help="begin that lab anew, its sessions forgotten")
    common.add_argument("--state-dir", type=Path, metavar="FOLDER", help="where labs and their sessions are kept")
    common.add_argument("--json", action="store_true", help="data on standard output, narration on standard error")
    return common


def _name(text: str) -> str:
    """Of a practice lab. An empty one, as of a variable that is not set, must not come to mean a real server."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of a practice lab is empty (all of them: wsus-tls labs)")
    return text


def options(arguments: list[str]) -> Options:
    """The command line as data. SystemExit(2) with a message where it is wrong."""
    given = vars(parser().parse_args(arguments))
    lab = given.get("lab", "")
    scenario = Path(lab) if lab.lower().endswith(".toml") else None
    return Options(
        verb=given.get("verb") or "",
        lab=scenario.stem if scenario else lab,
        scenario=scenario,
        fresh=given.get("fresh", False),
        state=given.get("state_dir") or default_state(),
        json=given.get("json", False),
        session=given.get("session", ""),
        answers=given.get("answers"),
        digest=given.get("plan", ""),
        offers=tuple(given.get("offer", ())),
        html=given.get("html", False),
        arguments=tuple(given.get("arguments", ())),
        plain=given.get("plain", False),
    )


def main(arguments: list[str] | None = None) -> int:
    """Run a command; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Redirected output on Windows speaks an old code page; a name in it must not end the run.
            stream.reconfigure(errors="backslashreplace")
    try:
        check_installation()
    except Mixed as error:
        print(error, file=sys.stderr)
        return Exit.USAGE
    try:
        wanted = options(sys.argv[1:] if arguments is None else arguments)
        if wanted.pages and (wanted.lab or permitted()):
            return _screens(wanted)
        return _headless(wanted)
    except OSError as error:
        if not nobody_reads(error):
            raise
        # The reader of our output has gone (as `| head` does): nothing more to say, and not to fail at exit either.
        sys.stdout = None
        return 1


def _headless(options: Options) -> int:
    # Only here: pages come up sooner without what only the verbs need.
    from wizard.frontends.verbs import run

    return int(run(options))


def _screens(options: Options) -> int:
    """The wizard's pages, where there is a terminal that can show them; else the same job without."""
    from screens.start import possible, start

    if not possible(lambda words: print(words, file=sys.stderr)):
        return _headless(options)
    return start(Wanted(options.lab, options.state, options.fresh, options.scenario))


if __name__ == "__main__":
    sys.exit(main())
