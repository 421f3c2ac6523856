"""Is an answer what a check wanted, and if not, what exactly is wrong with it?"""

import html
import json
import re
import urllib.parse
from typing import Any

from host import Host

_REDIRECTS = (301, 302, 303, 307, 308)
_SHOWN = 3000
Answer = tuple[int, dict[str, str], str]


def fault(wanted: dict[str, Any], host: Host) -> tuple[str, str]:
    """('', detail) when it holds, else what is wrong in one line that two runs have in common."""
    method, path = wanted.get("method", "GET"), _path(wanted)
    if "follow" in wanted:
        found = re.search(wanted["follow"], _ask(host, wanted, "GET", path, None)[2])
        if not found:
            return f"{path} has no link like {wanted['follow']}", ""
        path = found.group()
    answer = _form(wanted, host, path) if method == "FORM" else _sent(wanted, host, method, path)
    where = f"{'POST' if method == 'FORM' else method} {path}"
    wrong = _wrong(wanted, answer)
    detail = f"{where}\nHTTP {answer[0]}\n{answer[2][:_SHOWN]}"
    return (f"{where}: {wrong}{_hint(answer[2])}" if wrong else ""), detail


def _path(wanted: dict[str, Any]) -> str:
    query = urllib.parse.urlencode(wanted.get("query", {}))
    return f"{wanted['path']}?{query}" if query else str(wanted["path"])


def _sent(wanted: dict[str, Any], host: Host, method: str, path: str) -> Answer:
    return _ask(host, wanted, method, path, wanted.get("body"))


def _form(wanted: dict[str, Any], host: Host, path: str) -> Answer:
    """Open the page that has the form, take its token over, send the fields."""
    page = _ask(host, wanted, "GET", wanted["page"], None)[2]
    token = re.search(r'name="csrftoken" value="([^"]+)"', page)
    fields = wanted["fields"] | ({"csrftoken": token.group(1)} if token else {})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    whole = wanted | {"headers": wanted.get("headers", {}) | kind}
    return _ask(host, whole, "POST", path, urllib.parse.urlencode(fields))


def _ask(host: Host, wanted: dict[str, Any], method: str, path: str, body: str | None) -> Answer:
    headers = dict(wanted.get("headers", {}))
    if wanted.get("actor") == "root":
        headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in host.root_cookies().items())
    answer = host.ask(method, path, headers, body)
    for _ in range(5):
        target = answer[1].get("location")
        if answer[0] not in _REDIRECTS or not target or not wanted.get("redirects", True):
            break
        headers.pop("Content-Type", None)
        # A fragment stays with the reader; a server that gets one answers 404.
        path = urllib.parse.urldefrag(urllib.parse.urljoin(path, target)).url
        answer = host.ask("GET", path, headers)
    return answer


def _wrong(wanted: dict[str, Any], answer: Answer) -> str:
    status, headers, text = answer
    if status != wanted["status"]:
        return f"HTTP {status}, wanted {wanted['status']}"
    for part in wanted.get("contains", ()):
        if part not in text:
            return f"the body lacks {part!r}"
    for part in wanted.get("lacks", ()):
        if part in text:
            return f"the body has {part!r}"
    return _wrong_headers(wanted, headers) or _wrong_json(wanted, text)


def _wrong_headers(wanted: dict[str, Any], headers: dict[str, str]) -> str:
    parts = dict(wanted.get("header", {}))
    if "content_type" in wanted:
        parts["content-type"] = wanted["content_type"]
    for name, part in parts.items():
        if part not in headers.get(name, ""):
            return f"{name} is {headers.get(name)!r}, wanted {part!r} in it"
    location = headers.get("location", "")
    if "location" in wanted and not re.search(wanted["location"], location):
        return f"location is {location!r}"
    return ""


def _wrong_json(wanted: dict[str, Any], text: str) -> str:
    """``json`` maps dotted paths (numbers index lists) to the values that must stand there."""
    for path, value in wanted.get("json", {}).items():
        try:
            found = json.loads(text)
            for step in path.split("."):
                found = found[int(step) if isinstance(found, list) else step]
        except (ValueError, LookupError, TypeError):
            return f"the JSON has no {path}"
        if found != value:
            return f"the JSON has {found!r} at {path}, wanted {value!r}"
    return ""


def _hint(text: str) -> str:
    """What the server itself says the fault is."""
    try:
        data = json.loads(text)
    except ValueError:
        found = re.search(r"<h1>.*?</h1>\s*(?:<[^>]+>)*\s*([^<]{3,200})", text, re.S)
        return f" ({html.unescape(' '.join(found.group(1).split()))})" if found else ""
    said = (data.get("errors") or data.get("error")) if isinstance(data, dict) else None
    first = said[0] if isinstance(said, list) and said else said
    first = first.get("message") if isinstance(first, dict) else first
    return f" ({first})" if first else ""
