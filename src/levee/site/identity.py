"""Which other house may vouch for people, so that they sign in here with their account there?

OpenID Connect, by the environment: LEVEE_OIDC_URL (the issuer), LEVEE_OIDC_ID, LEVEE_OIDC_SECRET
and LEVEE_OIDC_NAME (what the button says). Without LEVEE_OIDC_URL there is no such door.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from levee.model.problem import Problem, Rejected

HERE = ("localhost", "127.0.0.1", "::1")
#: Only where it is configured: it brings an HTTP client, which costs each command 0.2 s.
PROVIDER = "allauth.socialaccount.providers.openid_connect"


def apps(environment: Mapping[str, str]) -> list[str]:
    return [PROVIDER] if environment.get("LEVEE_OIDC_URL") else []


def providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """What allauth is told of it. Rejected with everything that is missing."""
    url = environment.get("LEVEE_OIDC_URL", "")
    if not url:
        return {}
    if problems := tuple(_problems(url, environment)):
        raise Rejected(problems)
    app = {
        "provider_id": "oidc",
        "name": environment.get("LEVEE_OIDC_NAME") or urlsplit(url).hostname,
        "client_id": environment["LEVEE_OIDC_ID"],
        "secret": environment["LEVEE_OIDC_SECRET"],
        "settings": {"server_url": url, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def origins(environment: Mapping[str, str]) -> list[str]:
    """Where the form that signs in with it leads: browsers follow no form to anywhere else."""
    split = urlsplit(environment.get("LEVEE_OIDC_URL", ""))
    return [f"{split.scheme}://{split.netloc}"] if split.netloc else []


def _problems(url: str, environment: Mapping[str, str]) -> Iterator[Problem]:
    split = urlsplit(url)
    if split.scheme != "https" and split.hostname not in HERE:
        yield Problem("LEVEE_OIDC_URL", "begins with https://: who somebody is travels there")
    for name in ("LEVEE_OIDC_ID", "LEVEE_OIDC_SECRET"):
        if not environment.get(name):
            yield Problem(name, "is needed with LEVEE_OIDC_URL; the other house gives it")
