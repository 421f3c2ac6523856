"""Which contract does the demo run under? The default one, with fewer stacks and repeats."""

from levee.site.demo.told import Demo
from levee.site.shipped import default_text
from levee.store import contracts

#: The default's 30 passes of each stack take a night's time, the demo has two minutes. Its
#: certificate says so: the bound is counted from what really ran.
_FEWER = (
    ("  stacks_per_night: 50\n", "  stacks_per_night: 8\n"),
    ("  repeats: 6\n", "  repeats: 1\n"),
    ("  aa_repeats: 6\n", "  aa_repeats: 1\n"),
    # Its dates are simulated: no real night belongs among them.
    ('  night: {at: "01:00", zone: Europe/Berlin}\n', ""),
)


def text() -> str:
    """The default contract's text with the demo's numbers; ValueError where it has no such line."""
    found = default_text()
    for before, after in _FEWER:
        if found.count(before) != 1:
            raise ValueError(f"the default contract has no one line {before.strip()!r}")
        found = found.replace(before, after)
    return found


def put_in_force(demo: Demo) -> int:
    """The demo's own contract, unless somebody put another one than the default in force.

    Returns how many repeats a Night has.
    """
    in_force = demo.hands.desk.contract()
    if in_force.text == default_text():
        in_force = contracts.adopt(text(), demo.began)
    return in_force.file.certification.repeats
