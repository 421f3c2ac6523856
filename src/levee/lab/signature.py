"""Are two failures the same one? Their messages are, once what varies is taken out."""

import re

_LONGEST = 500
_HOUR = r"\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?"

#: In this order: what contains digits of its own comes before the bare digits.
_VARYING = (
    (re.compile(r"\x1b\[[0-9;]*[A-Za-z]"), ""),
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.I), "<id>"),
    (re.compile(r"\b0x[0-9a-f]+\b", re.I), "<address>"),
    (re.compile(rf"\b\d{{4}}-\d\d-\d\d(?:[T ]{_HOUR}(?:Z|[+-]\d\d:?\d\d)?)?"), "<time>"),
    (re.compile(r"\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b"), "<time>"),
    (re.compile(r"\b(?:127\.0\.0\.1|localhost|0\.0\.0\.0|\[::1\]):\d+"), "<here>"),
    (re.compile(r"\b(port)[ =:]+\d+", re.I), r"\1 <n>"),
    (re.compile(r"\b(pid|process|thread|task)[ =:#-]+\d+", re.I), r"\1 <n>"),
    (re.compile(r"\b\d+(?:\.\d+)? ?(?:ms|s|sec|secs|seconds|milliseconds|us|µs)\b"), "<duration>"),
    (re.compile(r"(?<![\w.])(?:/[\w.+@~-]+){2,}/(?:site|dist)-packages/"), "<env>/"),
    (re.compile(r"(?<![\w.])/(?:tmp|var/tmp)/[^\s'\":,)]+"), "<tmp>"),
    (re.compile(r"(?<![\w.])(?:/[\w.+@~-]+)+/work/"), "<work>/"),
    (re.compile(r"\bline \d+"), "line <n>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,}\b", re.I), "<hex>"),
    (re.compile(r"\b\d{6,}\b"), "<n>"),
)


def normalise(message: str) -> str:
    """The message without what differs between two runs of one failure.

    Paths, addresses, ports, times, durations, ids and long numbers go; short numbers stay,
    since "HTTP 500, wanted 200" is the failure itself. Applying it twice changes nothing.
    """
    for pattern, word in _VARYING:
        message = pattern.sub(word, message)
    return " ".join(message.split())[:_LONGEST].rstrip()
