"""Do the promises of redaction hold for any text?"""

# ruff: noqa: E501 - a case is read as one line

import json

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from corpus.redaction import samples
from levee.desk.redaction import assignments, find, redact, redact_value, tokens
from levee.desk.redaction.detect import hits
from levee.desk.redaction.plausible import identifier
from levee.desk.redaction.redact import replaced, settled, settled_in_stretches
from levee.desk.redaction.span import Hit

PIECES = st.sampled_from(
    [
        "password=", "Zx9!qL4w", "token: ", '"', "'", "\\", "\n", "  ", "Cookie: ", "PHPSESSID=", "a8sd7f6a8s7d6f5a",
        "Authorization: Bearer ", "anna@example.com", "+1 212 555 0187", "4111 1111 1111 1111", "[redacted:password]",
        "[redacted:", "]", "purchase code ", "8f14e45f-ceea-467f-9a1b-2c3d4e5f6071", "postgres://u:", "@host/db", "=", ";", "é", "\ud800",
        "-----BEGIN PRIVATE " + "KEY-----", "MIIEowIBAAKCAQEAx4UbaDzY5xjW6hc9", "value: ", "- name: DB_PASSWORD", "<password>", "</password>",
    ]
)  # fmt: skip
LINES = st.lists(
    st.one_of(PIECES, st.sampled_from(["\n", "\r\n", "\n\n", "\n---\n", "\x1d", "\U0001f600", "kind: Secret\ndata:\n  a: QUJDREVG\n"]),
              st.sampled_from([sample.text for sample in samples(5, 1)])), max_size=30,
).map("".join)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=14).map("".join))


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_spans_are_ordered_apart_and_inside_the_text(text: str) -> None:
    at = 0
    for span in find(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
    assert find(once) == ()


@given(LINES)
@settings(max_examples=150, deadline=None)
def test_reading_only_the_stretches_that_changed_leaves_nothing_either(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert hits(settled_in_stretches(data, hits(data))) == []


@given(LINES)
@settings(max_examples=150, deadline=None)
def test_stretches_show_nothing_that_the_whole_does_not_show(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    found = hits(data)
    slowly = replaced(data, found)
    assume(not hits(slowly))
    assert settled_in_stretches(data, found) == slowly == settled(data, found)


@given(LINES)
@settings(max_examples=150, deadline=None)
def test_a_token_that_is_known_is_found_as_if_it_were_judged_again(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    known = list(tokens.find(data))

    def joined(taken: list[Hit]) -> list[Hit]:
        by_start = {hit[0]: hit for hit in taken}
        return hits(data, lambda _: [*known, *assignments.find(data, by_start)])

    assert joined(known) == joined([])


def test_a_secret_whose_meaning_stands_in_the_line_above_is_gone_from_a_long_text() -> None:
    secret = "T3JiaXQx" + "NTgzIw=="
    text = f"S: 334 UGFzc3dvcmQ6\nC: {secret}\nS: 235 ok\n" * 500
    assert secret not in redact(text)


def test_a_long_text_is_redacted_as_its_lines_are() -> None:
    lines = [sample.text for sample in samples(5, 1)] * 3
    text = "\n\n".join(lines)
    once = redact(text)
    assert redact(once) == once
    assert "Zx9" not in redact("password=Zx9!qL4w\n" * 3000)


@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), TEXTS), lambda v: st.lists(v, max_size=3) | st.dictionaries(TEXTS, v, max_size=3), max_leaves=6))  # fmt: skip
@example({"PASS=0012": 0})
@settings(max_examples=50, deadline=None)
def test_any_tree_keeps_its_shape_and_is_settled_after_one_pass(value: object) -> None:
    clean, _ = redact_value(value)
    assert type(clean) in (type(value), str)
    again, _ = redact_value(clean)
    assert again == clean


def test_no_judgement_of_a_value_backtracks_without_bound() -> None:
    assert not identifier("a" + "1" * 5000 + "!")
    assert not identifier("a-" * 5000 + "!")


def test_hostile_texts_end() -> None:
    for piece in (
        "key=",
        "password='",
        'password="\\',
        "a@a.",
        "Cookie: =aaaa",
        "4111 ",
        "eyJa.",
        "a1",
    ):
        redact(piece * (20_000 // len(piece)))


def test_keys_that_name_a_secret_lose_their_whole_value() -> None:
    clean, found = redact_value({"db": {"password": "short", "port": 5432}, "api_key": ["a", "b"]})
    assert clean == {
        "db": {"password": "[redacted:password]", "port": 5432},
        "api_key": ["[redacted:generic_secret]", "[redacted:generic_secret]"],
    }
    assert found[0] == ("$.db.password", "password")


def test_secrets_in_keys_and_beside_a_name_are_taken_out() -> None:
    clean, _ = redact_value({"anna@example.com": 1, "bob@example.com": 2})
    assert clean == {"[redacted:email]": 1, "[redacted:email]#2": 2}
    clean, _ = redact_value([{"name": "DB_PASSWORD", "value": "hunter2"}])
    assert clean == [{"name": "DB_PASSWORD", "value": "[redacted:password]"}]


def test_a_deep_tree_is_cut_and_not_followed() -> None:
    deep: object = "x"
    for _ in range(500):
        deep = [deep]
    clean, found = redact_value(deep)
    assert found[-1][1] == "too_deep"
    assert "too_deep" in json.dumps(clean)


def test_a_text_that_keeps_showing_new_secrets_loses_its_lines_in_few_rounds() -> None:
    crowd = "a@a." * 20_000
    assert redact(crowd) == redact(redact(crowd))
    assert len(redact(crowd)) < len(crowd) // 5
