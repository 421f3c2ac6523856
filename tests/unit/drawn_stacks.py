"""Stacks drawn at random: few packages, several versions each, npm's double versions included."""

from hypothesis import strategies as st

from levee.model.stack import Component, Role, Stack, canonical

PACKAGES = (
    "pkg:pypi/datasette",
    "pkg:pypi/zope.interface",
    "pkg:npm/left-pad",
    "pkg:npm/%40angular/core",
    "pkg:wordpress/sophmate",
    "pkg:generic/python",
)
TAILS = ("", "?arch=arm64", "?vcs_url=git%2Bhttps://example.org/a%40b#src/lib")

versions = st.sampled_from(("1.0", "1.0.1", "2.0a1", "2.0+local.1", "1!3.0"))
purls = st.builds(
    lambda package, version, tail: canonical(f"{package}@{version}{tail}"),
    st.sampled_from(PACKAGES),
    versions,
    st.sampled_from(TAILS),
)
components = st.builds(Component, purls, st.sampled_from(Role))
settings = st.dictionaries(st.sampled_from(("a", "b.c", "d")), st.sampled_from(("", "0", "x")))


@st.composite
def stacks(draw: st.DrawFn) -> Stack:
    return Stack(
        components=tuple(draw(st.lists(components, max_size=8))),
        settings=draw(settings),
        platform={"os": "linux"},
    )


@st.composite
def real_stacks(draw: st.DrawFn) -> Stack:
    """Only npm installs a package at several versions."""
    stack = draw(stacks())
    only = {c.package: c for c in stack.components if c.ecosystem != "npm"}
    several = tuple(c for c in stack.components if c.ecosystem == "npm")
    components = (*only.values(), *several)
    return Stack(components=components, settings=stack.settings, platform=stack.platform)
