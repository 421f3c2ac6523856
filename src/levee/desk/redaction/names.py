"""What does a text look like without the names of people that a submission marks?

No rule knows a name from a word, so only marked ones are taken out: those of ``private_names``,
and who is affected. Each person gets a stand-in of their own, the same wherever they are named.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import re2  # type: ignore[import-untyped]

from levee.desk.redaction.scan import MEMORY

SHORTEST, LONGEST, MOST = 2, 200, 100
SHORTEST_PART = 3  #: of a name of several words: "Quist" is taken out alone, "Li" is not
MAX_DEPTH = 200
_AROUND = re.compile(r"[\w.+-]{0,64}@")
_BETWEEN = re.compile(r"[,;/&|\n()\[\]<>]|\b(?:and|or|und|oder|et|y|och|e)\b", re.IGNORECASE)
_STANDS_IN = re.compile(r"\[redacted:\w{1,40}\]")
#: Who nobody is in particular. A group is named by these alone.
_NOBODY = frozenset(
    """
    a account accounts admin administrator administrators admins agent agents all an any anybody
    anonymous anyone author authors buyer buyers client clients customer customers developer
    developers each editor editors employee employees every everybody everyone few guest guests in
    is logged-in manager managers many me member members most n/a new no nobody none of on
    operator operators our out owner owners partner partners people person registered role roles
    several shop site some staff store subscriber subscribers support team teams the their them
    they unknown us user users viewer viewers visitor visitors we with
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who must not be named, in the order of their stand-ins. ``private`` are those of them that
    are taken out of lists of components, too."""

    people: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people)

    def then(self, later: "Names") -> "Names":
        """These, and those of a later submission: whoever was named keeps their stand-in."""
        return Names(
            people=_each_once((*self.people, *later.people)),
            private=_each_once((*self.private, *later.private)),
        )


@dataclass(frozen=True, slots=True)
class _Alias:
    text: str
    number: int
    is_exact: bool = False  #: only as it is written: a part of a name may be a word, too


def marked(value: Any) -> tuple[str, ...]:
    """The names that can be used; what is wrong with the others is not said here."""
    given = value if isinstance(value, list) else [value]
    names = (_sound(name).strip() for name in given if isinstance(name, str))
    return tuple(name for name in names if SHORTEST <= len(name) <= LONGEST)[:MOST]


def affected(value: Any) -> tuple[str, ...]:
    """The people in what was told of who is affected; none in "all editors"."""
    if not isinstance(value, str):
        return ()
    text = _STANDS_IN.sub(",", _sound(value)[: MOST * LONGEST])
    pieces = (" ".join(piece.split()) for piece in _BETWEEN.split(text))
    return marked([piece for piece in pieces if not _is_group(piece)])


def told(affected_user: Any, private_names: Any) -> Names:
    """The people of one submission."""
    private = marked(private_names)
    return Names(people=_each_once((*affected(affected_user), *private)), private=private)


def stand_in(number: int) -> str:
    return f"[redacted:person_{number}]"


def without(value: Any, names: Names, *, private_only: bool = False) -> Any:
    """The JSON-like value with a stand-in for each name, also in keys.

    ``private_only`` leaves alone who is affected, for lists in which a component may be called so.
    """
    aliases = tuple(_aliases(names, private_only))
    return _Cleaning(aliases).clean(value, 0) if aliases else value


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_folded(name), name)
    return tuple(found.values())


def _aliases(names: Names, private_only: bool) -> Iterator[_Alias]:
    private = set(map(_folded, names.private))
    for number, name in enumerate(names.people, start=1):
        if private_only and _folded(name) not in private:
            continue
        yield _Alias(name, number)
        bare = [word for word in map(_bare, name.split()) if not _is_nobody([word])]
        if all(word[:1].isupper() for word in bare) and (len(bare) > 1 or bare != name.split()):
            yield _Alias(" ".join(bare), number, is_exact=True)
            parts = (word for word in bare if len(word) >= SHORTEST_PART)
            yield from (_Alias(word, number, is_exact=True) for word in parts)


def _bare(word: str) -> str:
    return word.strip('.,:!?"').removesuffix("'s").removesuffix("\u2019s")


def _is_nobody(words: Sequence[str]) -> bool:
    bare = (_bare(word).lower() for word in words)
    return all(word in _NOBODY or not any(map(str.isalpha, word)) for word in bare)


def _is_group(piece: str) -> bool:
    """Nobody in particular: "all users", "map editors"."""
    words = piece.split()
    return _is_nobody(words) or (piece.islower() and words[-1] in _NOBODY and words[-1][-1] == "s")


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


class _Cleaning:
    """One value on its way to being clean."""

    def __init__(self, aliases: Sequence[_Alias]) -> None:
        self.numbers: dict[str, int] = {}
        for alias in aliases:  # the first who has a name keeps it
            self.numbers.setdefault(_folded(alias.text), alias.number)
        self.pattern = _pattern(aliases)

    def clean(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            return value  # `redact_value` cuts what is deeper
        if isinstance(value, dict):
            told = ((self._text(str(k)), self.clean(v, depth + 1)) for k, v in value.items())
            return _apart(told)
        if isinstance(value, list | tuple):
            return [self.clean(item, depth + 1) for item in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        return "".join(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[str]:
        at = 0
        for match in self.pattern.finditer(_sound(text)):
            if _alone(text, *match.span()):
                number = self.numbers.get(_folded(match.group()), 1)
                yield from (text[at : match.start()], stand_in(number))
                at = match.end()
        yield text[at:]


def _pattern(aliases: Sequence[_Alias]) -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.longest_match = True
    options.log_errors = False
    return re2.compile("|".join(map(_alternative, aliases)), options)


def _alternative(alias: _Alias) -> str:
    """However its words are spaced, and over the end of a line."""
    words = r"\s+".join(re2.escape(word) for word in alias.text.split())
    return f"(?:{words})" if alias.is_exact else f"(?i:{words})"


def _apart(members: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Two keys that become one stand-in stay two keys."""
    kept: dict[str, Any] = {}
    for key, value in members:
        unique, count = key, 2
        while unique in kept:
            unique, count = f"{key}#{count}", count + 1
        kept[unique] = value
    return kept


def _sound(text: str) -> str:
    """A lone surrogate is one sign, too."""
    return text.encode("utf-8", "replace").decode()


def _alone(text: str, start: int, end: int) -> bool:
    """A whole word, and no part of a mail address: that is taken out as one."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if _word(before) or _word(after) or before == "@":
        return False
    return not _AROUND.match(text, end)


def _word(char: str) -> bool:
    return char.isalnum() or char == "_"
