"""Which text do these bytes hold, when their encoding is beyond doubt?"""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(body: bytes) -> str:
    """UTF-8, or what a byte order mark says (``pip freeze > list.txt`` in PowerShell is UTF-16).

    ValueError, in words that say what to do, for everything else: no encoding is guessed.
    """
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), "utf-8")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"is no {encoding.upper()} text (byte {error.start}); save it as UTF-8"
        ) from None
    if "\0" in text:
        at = text.index("\0")
        raise ValueError(f"holds a NUL character (character {at}); save it as UTF-8 text")
    return text
