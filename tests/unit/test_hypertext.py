"""Can an update that is read as HTML do anything but be read? (S1)"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.connect.hypertext import TAGS, sanitised

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![p](https://tracker.example/p.png)",
    "[a](javascript:alert(1))",
    "[a](data:text/html,x)",
    "[a](http://plain.example)",
    "<<script>script>alert(1)<</script>/script>",
    '<form action="https://evil.example"><input name=p></form>',
    "<style>*{display:none}</style>",
    '<a href="https://x.example" onclick="x()">a</a>',
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='x'>",
    "[a]: javascript:alert(1)\n\n[a]",
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_s1_hostile_text_is_shown_as_text_or_not_at_all(text: str) -> None:
    html = sanitised(text)
    for live in ("<script", "<img", "<form", "<style", "<svg", "<iframe", "<meta", "<input"):
        assert live not in html.lower()
    for scheme in ('href="javascript', 'href="data', 'href="http:'):
        assert scheme not in html.lower()
    assert " onclick=" not in html.split("&lt;")[0]


def test_what_people_write_is_shown() -> None:
    html = sanitised("**Impact**\n\n- one\n- [status](https://status.example)\n")
    assert "<strong>Impact</strong>" in html and "<li>one</li>" in html
    assert 'href="https://status.example"' in html and "noopener" in html


@given(st.text(alphabet=st.sampled_from("<>\"'=/ []()!ab:javscript&#;*_`\n"), max_size=80))
def test_no_text_makes_a_tag_that_is_not_allowed(text: str) -> None:
    import re

    tags = {t.lower() for t in re.findall(r"</?([a-zA-Z][\w-]*)", sanitised(text))}
    assert tags <= TAGS
