"""What Set-SiteBinding and the reads around it do, as data: the practice lab and the scripts both have to do it.

Certificates are called by labels; an implementation puts thumbprints in their place. Every case names where it is from.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.operations.iis import SetSiteBinding

SITE = 1806390885
OLD, NEW, DEAD, BARE = "old", "new", "dead", "bare"
"""Certificates of the Personal store: two that work, one whose key is gone, one that never had one."""
THEIRS = "theirs"
"""Any certificate of a line that is found by its name."""

FACTS_4 = "iis-docs, how-to-set-up-ssl-on-iis.md: the binding is in applicationHost.config, the certificate in http.sys"
MODEL = "wizard/operations/model.py, Operation: writes only what is not yet as wanted, so that repeating is harmless"


@dataclass(frozen=True)
class Case:
    """A write; the former values that it returns (None: it fails), and what there is afterwards."""

    name: str
    source: str
    operation: SetSiteBinding
    former: tuple[tuple[str, str], ...] | None
    after: tuple[tuple[str, str], ...]
    """https lines of the site with the labels of their certificates."""
    served: tuple[tuple[str, str], ...]
    """Addresses of http.sys with the labels of their certificates."""
    line: str = "*:8531:"
    """The https line that there is before; empty for none."""
    certificate: str = ""
    """The label of its certificate."""
    changed: bool = True
    by_name: tuple[str, ...] = ()
    """Further https lines of the site: others', for a host name and with a certificate of their own (SNI)."""
    http: str = "*:8530:"
    """The site's http line."""


def bind(certificate: str, information: str = "*:8531:", port: int = 8531, site: int = SITE) -> SetSiteBinding:
    """The write with a label in the place of the thumbprint."""
    return SetSiteBinding(site, port, information, certificate)


def former(
    information: str, hash_: str, served: str, key: str = "8531", address: str = "0.0.0.0:8531"
) -> tuple[tuple[str, str], ...]:
    """The three settings, as they were before."""
    path = f"binding/{SITE}:https:{key}"
    return (
        (f"{path}/Information", information),
        (f"{path}/CertificateHash", hash_),
        (f"httpsys/{address}/CertificateHash", served),
    )


EMPTY = former("*:8531:", "", "")
BOUND = former("*:8531:", OLD, OLD)
ON_ALL = "0.0.0.0:8531"
INTRANET, BY_NAME = "*:443:intranet.contoso.com", "intranet.contoso.com:443"
"""A line that is found by its name, and the entry of http.sys that it has."""
SNI = (
    "iis-docs, system.applicationHost/sites/site/bindings/binding.md: sslFlags 1 is SNI, a certificate by the host name"
)

CASES: tuple[Case, ...] = (
    Case(
        "a certificate for the line that post-installation left",
        "memdocs, software-update-point-ssl.md: edit the https line and choose the certificate",
        bind(NEW),
        EMPTY,
        after=(("*:8531:", NEW),),
        served=((ON_ALL, NEW),),
    ),
    Case(
        "a line where there was none",
        "windows-powershell-docs, New-WebBinding.md, example 2: the binding, then its certificate",
        bind(NEW),
        former("", "", "", key=""),
        after=(("*:8531:", NEW),),
        served=((ON_ALL, NEW),),
        line="",
    ),
    Case(
        "another certificate",
        "community.windows, win_iis_webbinding.md: AddSslCertificate replaces a hash that is there",
        bind(NEW),
        BOUND,
        after=(("*:8531:", NEW),),
        served=((ON_ALL, NEW),),
        certificate=OLD,
    ),
    Case(
        "a line without a star is the same address",
        "I-LOVE-WSUS, Get-ILWCertificateBinding.md: a real WSUS site has :8531:",
        bind(NEW, ":8531:"),
        former(":8531:", OLD, OLD),
        after=((":8531:", NEW),),
        served=((ON_ALL, NEW),),
        line=":8531:",
        certificate=OLD,
    ),
    Case(
        "what is as wanted is left alone",
        MODEL,
        bind(OLD),
        BOUND,
        after=(("*:8531:", OLD),),
        served=((ON_ALL, OLD),),
        certificate=OLD,
        changed=False,
    ),
    Case(
        "another address",
        f"{FACTS_4}, by address and port",
        bind(NEW, "10.0.0.1:8531:"),
        former("*:8531:", "", "", address="10.0.0.1:8531"),
        after=(("10.0.0.1:8531:", NEW),),
        served=(("10.0.0.1:8531", NEW),),
    ),
    Case(
        "the binding is taken away with its certificate",
        "wizard/operations/iis.py, SetSiteBinding: empty information removes the binding",
        bind("", ""),
        BOUND,
        after=(),
        served=(),
        certificate=OLD,
    ),
    Case(
        "taking away what is not there",
        MODEL,
        bind("", ""),
        former("", "", "", key=""),
        after=(),
        served=(),
        line="",
        changed=False,
    ),
    Case(
        "the line stays without a certificate",
        "wizard/operations/iis.py, SetSiteBinding: an empty thumbprint leaves it without one",
        bind(""),
        BOUND,
        after=(("*:8531:", ""),),
        served=(),
        certificate=OLD,
    ),
    Case(
        "beside a line that is found by its name",
        f"{SNI}; facts/windows.md, 1.6: WSUS may sit in the Default Web Site",
        bind(NEW, "*:443:", port=443),
        former("", "", "", key="", address="0.0.0.0:443"),
        after=((INTRANET, THEIRS), ("*:443:", NEW)),
        served=((BY_NAME, THEIRS), ("0.0.0.0:443", NEW)),
        line="",
        by_name=(INTRANET,),
        http="*:80:",
    ),
    Case(
        "ours is taken back, and the one that is found by its name stays",
        f"{SNI}; wizard/operations/model.py, Written: the settings as they were before",
        bind("", "", port=443),
        former("*:443:", OLD, OLD, key="443", address="0.0.0.0:443"),
        after=((INTRANET, THEIRS),),
        served=((BY_NAME, THEIRS),),
        line="*:443:",
        certificate=OLD,
        by_name=(INTRANET,),
        http="*:80:",
    ),
    Case(
        "there is nothing of ours to take back",
        f"{SNI}; {MODEL}",
        bind("", "", port=443),
        former("", "", "", key="", address="0.0.0.0:443"),
        after=((INTRANET, THEIRS),),
        served=((BY_NAME, THEIRS),),
        line="",
        by_name=(INTRANET,),
        http="*:80:",
        changed=False,
    ),
    Case(
        "a site that is not there",
        f"{FACTS_4}; the site is found by its id (SupportArticles-docs, wsus-configure-shared-database.md)",
        bind(NEW, site=4711),
        None,
        after=(("*:8531:", ""),),
        served=(),
        changed=False,
    ),
    Case(
        "a line of another port",
        "wizard/operations/iis.py, SetSiteBinding: information is the line of this port",
        bind(NEW, "*:443:"),
        None,
        after=(("*:8531:", ""),),
        served=(),
        changed=False,
    ),
    *(
        Case(
            f"a certificate that cannot be bound: {label}",
            "facts/windows.md, 2.3: 0x80070520 where the key is not the computer's; failures.md, F08",
            bind(label),
            None,
            after=(("*:8531:", OLD),),
            served=((ON_ALL, OLD),),
            certificate=OLD,
            changed=False,
        )
        for label in (DEAD, BARE, "ab" * 20)
    ),
)
