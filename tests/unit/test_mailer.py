"""Which server does mail leave by, and are settings that contradict each other refused?"""

from pathlib import Path

import pytest

from levee.model.problem import Rejected
from levee.site.mailer import mailer

HOST = {"LEVEE_SMTP_HOST": "mx.example"}


def test_without_a_server_mail_stays_in_files(tmp_path: Path) -> None:
    assert mailer({}, tmp_path)["OPTIONS"] == {"file_path": tmp_path / "mail"}


@pytest.mark.parametrize(
    ("security", "port", "tls", "ssl"),
    [("", 587, True, False), ("starttls", 587, True, False), ("tls", 465, False, True),
     ("none", 25, False, False)],
)  # fmt: skip
def test_its_security_decides_its_port(security: str, port: int, tls: bool, ssl: bool) -> None:
    given = HOST | ({"LEVEE_SMTP_SECURITY": security} if security else {})
    options = mailer(given, Path("x"))["OPTIONS"]
    assert (options["port"], options["use_tls"], options["use_ssl"]) == (port, tls, ssl)
    assert options["timeout"] > 0


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"SECURITY": "maybe"}, ["SECURITY"]),
        ({"PORT": "x"}, ["PORT"]),
        ({"PORT": "0"}, ["PORT"]),
        ({"PORT": "65536"}, ["PORT"]),
        ({"USER": "u"}, ["PASSWORD"]),
        ({"PASSWORD": "p"}, ["USER"]),
        ({"USER": "u", "PASSWORD": "p", "SECURITY": "none"}, ["SECURITY"]),
        ({"USER": "u", "PORT": "-1", "SECURITY": "x"}, ["SECURITY", "PASSWORD", "PORT"]),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(
    given: dict[str, str], where: list[str]
) -> None:
    with pytest.raises(Rejected) as error:
        mailer(HOST | {f"LEVEE_SMTP_{name}": value for name, value in given.items()}, Path("x"))
    assert [p.where for p in error.value.problems] == [f"LEVEE_SMTP_{name}" for name in where]
