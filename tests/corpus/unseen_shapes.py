"""Which random value does a shape such as `ghp_[A36]` or `[iban]` stand for?"""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import base64
import random
import re
import string
from collections.abc import Callable
from itertools import pairwise

HEX, DIGITS, LOW = "0123456789abcdef", string.digits, string.ascii_lowercase
ALNUM = string.ascii_letters + DIGITS
CLASSES = {
    "A": ALNUM, "B": ALNUM, "b": ALNUM + "+/", "u": ALNUM + "-_", "h": HEX, "H": HEX.upper(), "d": DIGITS,
    "n": "23456789", "l": LOW + DIGITS, "L": string.ascii_letters, "K": string.ascii_uppercase + "234567",
    "U": string.ascii_uppercase + DIGITS, "P": ALNUM + "~^*_-+?", "c": "./" + ALNUM, "G": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}  # fmt: skip
IN_A_SHAPE = re.compile(r"\[([A-Za-z])(\d+)\]|\[(\w[\w: -]*)\]")
WORDS = (
    "Sommer",
    "dragon",
    "Gr8white",
    "lemon",
    "Kestrel",
    "pixel",
    "Vortex",
    "bamboo",
    "quartz",
    "Nimbus",
)
SALTY = ALNUM + "!@#$%^&*()-_ []{}<>~`+=,.;:/?|"
IBANS = (
    ("DE", "", 18),
    ("GB", "BARC", 14),
    ("FR", "", 23),
    ("CH", "", 17),
    ("AT", "", 16),
    ("BE", "", 12),
)


class Shapes:
    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)

    def value(self, shape: str) -> str:
        return IN_A_SHAPE.sub(self._piece, shape)

    def _piece(self, found: re.Match[str]) -> str:
        if found[1]:
            return self.some(CLASSES[found[1]], int(found[2]))
        name, _, rest = found[3].partition(":")
        if name == "pem":
            return self.pem(rest)
        return NAMED[name](self) if name in NAMED else found[0]

    def some(self, alphabet: str, size: int) -> str:
        return "".join(self.rng.choices(alphabet, k=size))

    def password(self) -> str:
        one, two = self.rng.choice(WORDS), self.rng.choice(WORDS)
        sign, number = self.rng.choice("!#$%*-_+?."), self.rng.randint(10, 9999)
        return self.rng.choice(
            (
                f"{one}{sign}{number}", f"{one}{number}{self.rng.choice('!#$%*+')}", f"{one.lower()}{number}", f"{one}-{two.lower()}-{number}",
                self.some(ALNUM, 6) + sign + self.some(ALNUM + "!#$%*-_+?.", 5) + "7a", self.some(ALNUM, 8) + "4z",
            )
        )  # fmt: skip

    def uuid(self) -> str:
        raw = self.some(HEX, 32)
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-b{raw[17:20]}-{raw[20:]}"

    def card(self, prefix: str, size: int = 16, *, good: bool = True) -> str:
        body = prefix + self.some(DIGITS, size - len(prefix) - 1)
        doubled = (sum(divmod(int(d) * 2, 10)) for d in body[::-1][::2])
        check = -(sum(doubled) + sum(int(d) for d in body[::-1][1::2])) % 10
        return body + str(check if good else (check + self.rng.randint(1, 9)) % 10)

    def iban(self) -> str:
        country, bank, digits = self.rng.choice(IBANS)
        body = bank + self.some(DIGITS, digits)
        number = int("".join(str(int(c, 36)) for c in body + country + "00"))
        return f"{country}{98 - number % 97:02d}{body}"

    def ssn(self, gap: str) -> str:
        area = self.rng.choice([n for n in range(100, 899) if n != 666])
        return f"{area}{gap}{self.rng.randint(10, 99)}{gap}{self.rng.randint(1000, 9998)}"

    def mail(self) -> str:
        name = self.rng.choice(
            ("maria.rossi", "tom", "k.mueller", "sales-eu", "ana_lopez", "pj.harvey22")
        )
        host = self.rng.choice(
            ("example.com", "post.example.org", "acme-shop.de", "example.co.uk", "studio.example")
        )
        return f"{name}@{host}"

    def pem(self, kind: str, *, end: str = "\n") -> str:
        lines = [self.some(CLASSES["b"], 64) for _ in range(5)] + [self.some(ALNUM, 30) + "=="]
        return f"-----BEGIN {kind}-----{end}" + end.join(lines) + f"{end}-----END {kind}-----"

    def jwt(self) -> str:
        body = f'{{"sub":"{self.some(DIGITS, 8)}","exp":17{self.some(DIGITS, 8)}}}'
        parts = (
            base64.urlsafe_b64encode(t.encode()).decode().rstrip("=")
            for t in ('{"alg":"RS256"}', body)
        )
        return ".".join([*parts, self.some(CLASSES["u"], 86)])


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def cut(number: str, gap: str, *sizes: int) -> str:
    at = [sum(sizes[:n]) for n in range(len(sizes) + 1)]
    return gap.join(number[a:b] for a, b in pairwise(at))


def by_four(number: str, gap: str) -> str:
    return gap.join(number[at : at + 4] for at in range(0, len(number), 4))


KEY = "PRIVATE KEY"
NAMED: dict[str, Callable[[Shapes], str]] = {
    "pw": Shapes.password, "uuid": Shapes.uuid, "UUID": lambda s: s.uuid().upper(), "jwt": Shapes.jwt, "email": Shapes.mail,
    "salt": lambda s: s.some(ALNUM, 1) + s.some(SALTY, 62) + s.some(ALNUM, 1),
    "b64c": lambda s: s.some(ALNUM, 1) + s.some(ALNUM + "!@#%^*()-_+=.,:?", 62) + s.some(ALNUM, 1),
    "b64pw": lambda s: b64(s.password()), "b64basic": lambda s: b64(f"shop:{s.password()}"),
    "B32x16": lambda s: s.some(CLASSES["K"], 16), "B32x32": lambda s: s.some(CLASSES["K"], 32),
    "card4": lambda s: s.card("4"), "card4s": lambda s: by_four(s.card("4"), " "), "card4-": lambda s: by_four(s.card("4"), "-"),
    "card5": lambda s: s.card("53"), "card5s": lambda s: by_four(s.card("55"), " "), "disc": lambda s: s.card("6011"),
    "amex": lambda s: s.card("37", 15), "amexs": lambda s: cut(s.card("34", 15), " ", 4, 6, 5),
    "badcard": lambda s: by_four(s.card("4", good=False), s.rng.choice(" -")), "badimei": lambda s: s.card("35", 15, good=False),
    "iban": Shapes.iban, "ibans": lambda s: by_four(s.iban(), " "), "ibanl": lambda s: s.iban().lower(),
    "iban-": lambda s: by_four(s.iban(), "-"), "ibansl": lambda s: by_four(s.iban().lower(), " "),
    "ssn": lambda s: s.ssn("-"), "ssn0": lambda s: s.ssn(""), "ssns": lambda s: s.ssn(" "),
    "pem1": lambda s: s.pem(KEY, end="\\n"), "pem2": lambda s: s.pem(KEY, end="\\\\n"), "pemi": lambda s: s.pem(KEY, end="\n  "),
    "pemq": lambda s: s.pem(KEY, end="\n> "), "sp": lambda s: " ",
}  # fmt: skip
