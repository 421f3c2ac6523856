"""Does `levee redact` answer line by line and keep keys of many lines whole?"""

# ruff: noqa: E501 - a case is read as one line

import io
import json

from levee.commands.redact import CHUNK, answer_to, filtered, span_lines

KEY = (
    "-----BEGIN RSA PRIVATE " + "KEY-----\n"
    + "\n".join(["MIIEowIBAAKCAQEAx4UbaDzY5xjW6hc9jwN0mX33XpTDVWaC1y"] * 20)
    + "\n-----END RSA PRIVATE KEY-----\n"
)  # fmt: skip


def test_each_line_gets_its_spans_in_code_points() -> None:
    line = json.dumps({"id": 7, "text": "é anna@example.com"}).encode()
    assert answer_to(line) == {"id": 7, "spans": [{"start": 2, "end": 18, "kind": "email"}]}


def test_a_bad_line_says_so_and_the_rest_go_on() -> None:
    lines = [b'{"id": 1, "text": "x"}\n', b"{oops\n", b"[]\n", b'{"id": 2}\n', b'{"text": "x"}\n', b"\xff\n", b'{"id": 3, "text": ""}\n']  # fmt: skip
    answers = [json.loads(line) for line in span_lines(lines)]
    assert [answer.get("id") for answer in answers] == [1, None, None, 2, None, None, 3]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, True, False]


def test_the_filter_cuts_no_private_key_in_two() -> None:
    padding = "plain line of a log\n" * (CHUNK // 20 - 10)
    text = padding + KEY + padding
    clean = b"".join(filtered(io.BytesIO(text.encode()))).decode()
    assert "MIIE" not in clean
    assert clean == padding + "[redacted:private_key]\n" + padding


def test_bytes_that_are_no_text_pass_through_unharmed() -> None:
    raw = b"\xff\xfe password=Zx9!qL4w \x80\n"
    assert b"".join(filtered(io.BytesIO(raw))) == b"\xff\xfe password=[redacted:password] \x80\n"
