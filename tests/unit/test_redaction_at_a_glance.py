"""Does the one look that most short texts get ever hide what a closer look finds?"""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from levee.desk.redaction import detect
from levee.desk.redaction.span import Hit

HERE = Path(__file__).parents[1]
#: Every line in which somebody wrote down what a secret looks like, and how it is found.
LINES = sorted(
    {
        line.strip()[:2000]
        for place in (HERE / "corpus", HERE / "unit", HERE / "cases")
        for path in place.rglob("*.*")
        if path.suffix in (".py", ".json", ".txt") and "redact" in path.name + path.parent.name
        for line in path.read_bytes().split(b"\n")
    }
)
WORDS = (
    b"password", b"is", b"token", b"+49", b"30", b"1234567", b"at", b"dot", b"com", b"a@b.de",
    b"licence", b"https://", b"sk_live_4eC39HqLyjWDarjtT1zdp7dc", b"PRIVATE KEY", b"cookie:",
    b"iban", b"DE89", b"4111 1111 1111 1111", b"Bearer", b"-p", b"user:pw@", b"call", b"secret",
    b"=", b":", b"\n",
)  # fmt: skip


def closely(data: bytes) -> list[Hit]:
    return sorted(detect.near(data) + detect.far(data))


def test_every_line_that_is_known_is_judged_as_by_a_closer_look() -> None:
    assert len(LINES) > 500
    assert [line for line in LINES if sorted(detect.every(line)) != closely(line)] == []


def test_most_lines_that_hold_nothing_get_no_closer_look() -> None:
    harmless = [line for line in LINES if line and not closely(line)]
    assert sum(detect.is_plain(line) for line in harmless) > len(harmless) / 2


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.sampled_from((b" ", b"", b"/")))
def test_pieces_of_secrets_are_judged_as_by_a_closer_look(words: list[bytes], by: bytes) -> None:
    data = by.join(words)
    assert sorted(detect.every(data)) == closely(data)


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map(b" ".join), max_size=6))
def test_a_glance_over_many_texts_hides_nothing_of_any(many: list[bytes]) -> None:
    texts = [one.decode() for one in many]
    known = detect.plain(texts)
    assert [text for text in known if detect.every(text.encode())] == []


def test_every_line_that_holds_something_is_seen_among_all_others() -> None:
    texts = [line.decode("utf-8", "replace") for line in LINES]
    for first in range(0, len(texts), 20):
        known = detect.plain(texts[first : first + 20])
        assert [text for text in known if detect.every(text.encode())] == []


def test_texts_without_anything_stay_plain_beside_one_that_holds_something() -> None:
    plain = detect.plain(["the menu is grey", "mail ada@example.org", "since the update on Friday"])
    assert plain == {"the menu is grey", "since the update on Friday"}


def test_one_glance_goes_over_so_much_and_no_more() -> None:
    texts = [f"a word {n} " + "x " * 1000 for n in range(100)]
    assert 0 < len(detect.plain(texts)) < 100
