"""Is a mail read for what it says, whatever somebody put into it? (Security S1, S15, S16, S19.)"""

import time
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levee.connect import letters
from levee.connect.letters import Unreadable, read

HEAD = b"From: Ida <ida@acme.example>\r\nMessage-ID: <1@acme.example>\r\n"


def mail(text: str = "It breaks.", subject: str = "Breaks", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "Ida <ida@acme.example>", "support@vendor.example"
    made["Subject"], made["Message-ID"] = subject, "<1@acme.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def test_a_plain_mail_is_read() -> None:
    letter = read(mail("It breaks.\n\nSince Friday.", "Größe").as_bytes())
    assert (letter.sender, letter.message_id) == ("ida@acme.example", "1@acme.example")
    assert (letter.subject, letter.text) == ("Größe", "It breaks.\n\nSince Friday.")


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 2 Mar 2026 at 09:00, Support <support@vendor.example> wrote:\n> T-1 is here\n",
        "Am Mo., 2. März 2026 um 09:00 schrieb Support <support@vendor.example>:\n> Text\n",
        "-----Original Message-----\nFrom: Support\nSent: Monday\nTo: Ida\nSubject: x\n\nText\n",
    ],
)
def test_what_is_quoted_is_left_out(quoted: str) -> None:
    letter = read(mail(f"It is 3.12.\n\n{quoted}").as_bytes())
    assert letter.text == "It is 3.12."


@pytest.mark.parametrize(
    "html",
    [
        "<p>It <b>breaks</b></p><script>alert(1)</script><style>p{}</style>",
        "<p>It <b>breaks</b></p><form action=//evil.example><input name=p></form>",
        "<p>It <b onclick=alert(1)>breaks</b></p><img src=x onerror=alert(1)>",
        "<p>It breaks</p><a href='javascript:alert(1)'></a><svg/onload=alert(1)>",
    ],
)
def test_s1_no_mark_up_of_a_mail_is_kept(html: str) -> None:
    made = mail()
    made.set_content(html, subtype="html")
    text = read(made.as_bytes()).text
    assert text.startswith("It breaks")
    assert "alert" not in text
    assert "<" not in text


def test_s1_nested_tags_that_come_together_stay_words() -> None:
    """What is left is text for ever: each face escapes it."""
    made = mail()
    made.set_content("<scr<script>x</script>ipt>alert(1)</scr</script>ipt>", subtype="html")
    assert "<script" not in read(made.as_bytes()).text


def test_s1_s19_an_attachment_is_named_and_never_opened() -> None:
    made = mail()
    made.add_attachment(b"<script>alert(1)</script>", "text", "html", filename="../../a/x.html")
    made.add_attachment(b"<?php 1;", "application", "x-php", filename="<img src=x>\x1b[2J.pht")
    made.add_attachment(b"\x80\x04pickle", "application", "zip", filename="bomb.zip")
    enclosed = read(made.as_bytes()).enclosed
    assert [one.text for one in enclosed] == ["", "", ""]
    assert enclosed[0].name == "x.html"
    assert "\x1b" not in enclosed[1].name
    assert (enclosed[2].name, enclosed[2].size) == ("bomb.zip", 8)


def test_a_text_attachment_is_read() -> None:
    made = mail()
    made.add_attachment("datasette==1.0\n", filename="list.txt")
    assert read(made.as_bytes()).enclosed[0].text.strip() == "datasette==1.0"


HOSTILE = [
    "On ", "On \n", "On a <", " wrote: On", "\n", "\n \n", "\t\n ", "> \n", ">", "--\n", "_\n",
    "From: a\n", "From: ", "Sent from my ", "Best regards \n", "Am \n", "Le lun\na écrit",
    "-----\n", "this mail ", "\u00a0\n", "\u200b", "a", "<", "<div>", "&", "cannot provide ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_s15_no_text_makes_the_reader_go_back_and_forth(piece: str) -> None:
    text = piece * (1_000_000 // len(piece.encode()))
    began = time.process_time()
    letters.reply(text[: letters.LONGEST])
    made = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + text.encode()
    read(made)
    assert time.process_time() - began < 4


def test_s16_ten_thousand_parts_are_not_read() -> None:
    part = b"--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 10_000 + b"--b--"
    letter = read(raw)
    assert len(letter.enclosed) == letters.PARTS
    assert letter.left_out == ("everything after 100 parts",)


@pytest.mark.parametrize("levels", [11, 100, 2_000])
def test_s16_parts_within_parts_without_end_are_left_out_or_refused(levels: int) -> None:
    heads = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
        for i in range(levels)
    )
    try:
        letter = read(HEAD + heads + b"\r\nx")
    except Unreadable:
        return
    assert letter.left_out == ("parts nested deeper than 10",)


def test_s16_a_huge_inline_picture_is_counted_only() -> None:
    made = mail()
    made.add_attachment(b"\x89PNG" + b"0" * 5_000_000, "image", "png", filename="p.png")
    letter = read(made.as_bytes())
    assert (letter.enclosed[0].size, letter.enclosed[0].text) == (5_000_004, "")


@pytest.mark.parametrize(
    "raw", [b"", b"\x00" * 100, b"no mail", b"Subject: x\r\n\r\ny", b"\xff" * 99]
)
def test_what_is_no_mail_is_said_so(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(raw)


@pytest.mark.parametrize("charset", [b"utf-7", b"x-unknown", b"utf-16", b"idna", b"hex", b"rot13"])
def test_a_strange_encoding_is_shown_as_it_can_be(charset: bytes) -> None:
    raw = HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n+ADw-b\xff"
    read(raw)
    read(HEAD + b"Subject: =?" + charset + b"?q?a=FF?=\r\n\r\nx")


@given(st.binary(max_size=400), st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_letter_or_unreadable(head: bytes, body: bytes) -> None:
    for raw in (head + b"\r\n\r\n" + body, HEAD + head + b"\r\n\r\n" + body):
        with suppress(Unreadable):
            read(raw)
