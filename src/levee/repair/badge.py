"""What does a Stack's public sign look like right now?"""

from html import escape
from typing import Any

from levee.model.certificate import CertificateState, Standing

_COLOURS = {
    CertificateState.CERTIFIED: "#1b6e3c",
    CertificateState.SUSPENDED: "#a4161a",
    CertificateState.WITHDRAWN: "#a4161a",
    CertificateState.FAILING: "#a4161a",
    CertificateState.EXPIRED: "#7a5b00",
    CertificateState.TEMPORARY: "#7a5b00",
}
_OTHER = "#565b66"
LABEL, UNKNOWN = "partner-safe", "unknown"
_CHARACTER = 6.6  #: width in px of a character of the 11 px face, on average


def badge(standing: Standing | None) -> str:
    """An SVG with the state in words (never by colour alone) and a title for screen readers.

    None is a Stack that nobody here has heard of.
    """
    label, state = LABEL, _words(standing)
    left, right = _width(label), _width(state)
    colour = _colour(standing)
    whole, said = left + right, escape(f"{label}: {state}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" '
        f'aria-label="{said}"><title>{said}</title>'
        f'<rect width="{whole}" height="20" rx="3" fill="#2b2f38"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="DejaVu Sans,Verdana,sans-serif" font-size="11" '
        'text-anchor="middle">'
        f'<text x="{left / 2}" y="14">{escape(label)}</text>'
        f'<text x="{left + right / 2}" y="14">{escape(state)}</text></g></svg>\n'
    )


def shields(standing: Standing | None) -> dict[str, Any]:
    """The same for a shields.io endpoint badge."""
    return {
        "schemaVersion": 1,
        "label": LABEL,
        "message": _words(standing),
        "color": _colour(standing),
        "cacheSeconds": 300,
    }


def _words(standing: Standing | None) -> str:
    if standing is None:
        return UNKNOWN
    words = standing.state.value.replace("_", " ")
    if standing.state is CertificateState.TEMPORARY and standing.expires_at is not None:
        return f"{words} until {standing.expires_at.date()}"
    return words


def _colour(standing: Standing | None) -> str:
    return _COLOURS.get(standing.state, _OTHER) if standing else _OTHER


def _width(text: str) -> int:
    return round(len(text) * _CHARACTER) + 12
