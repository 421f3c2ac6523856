"""By which server does mail leave? LEVEE_SMTP_HOST names it; without it, mail stays in files."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from levee.model.problem import Problem, Rejected

TIMEOUT = 20.0  #: seconds that a mail server may take to answer
PORTS = {"starttls": 587, "tls": 465, "none": 25}
HERE = ("localhost", "127.0.0.1", "::1")


def mailer(environment: Mapping[str, str], data: Path) -> dict[str, Any]:
    """The mailer that Django is given. ``starttls`` unless LEVEE_SMTP_SECURITY says otherwise."""
    host = environment.get("LEVEE_SMTP_HOST", "")
    if not host:
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": data / "mail"},
        }
    security = environment.get("LEVEE_SMTP_SECURITY", "") or "starttls"
    user = environment.get("LEVEE_SMTP_USER", "")
    password = environment.get("LEVEE_SMTP_PASSWORD", "")
    port = environment.get("LEVEE_SMTP_PORT", "") or str(PORTS.get(security, 25))
    problems = [
        *_security_problems(security, host, user),
        *_sign_in_problems(user, password),
        *_port_problems(port),
    ]
    if problems:
        raise Rejected(tuple(problems))
    options = {
        "host": host,
        "port": int(port),
        "username": user,
        "password": password,
        "use_tls": security == "starttls",
        "use_ssl": security == "tls",
        "timeout": TIMEOUT,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def _security_problems(security: str, host: str, user: str) -> Iterator[Problem]:
    if security not in PORTS:
        yield Problem("LEVEE_SMTP_SECURITY", f"is one of {', '.join(PORTS)}")
    if user and security == "none" and host not in HERE:
        yield Problem("LEVEE_SMTP_SECURITY", "is starttls or tls: no password is sent in clear")


def _sign_in_problems(user: str, password: str) -> Iterator[Problem]:
    if bool(user) != bool(password):
        missing = "LEVEE_SMTP_PASSWORD" if user else "LEVEE_SMTP_USER"
        yield Problem(missing, "is missing: user and password go together")


def _port_problems(port: str) -> Iterator[Problem]:
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        yield Problem("LEVEE_SMTP_PORT", f"is a number from 1 to 65535, not {port[:20]!r}")
