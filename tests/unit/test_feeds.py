"""Does an iCalendar feed give the turns it means, and can no feed hang or break the desk?"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from cases import DOWN, after, case
from hypothesis import given, settings
from hypothesis import strategies as st

from levee.contract import feed_texts, feeds, rosters
from levee.contract.load import Contract, load
from levee.contract.settings import differences
from levee.desk import incidents
from levee.desk.evidence import may_open
from levee.desk.lint import prove
from levee.desk.roster import holder, on_duty, owner, shift, shifts
from levee.flow import certifying
from levee.model.problem import Rejected
from submissions import NOW, contract, text_with

AGENT = "agent: {title: Support agent, people: [chen, dara], rotation: weekly}"
WEEKLY = (
    "DTSTART;TZID=Europe/Berlin:20260105T090000\n"
    "DTEND;TZID=Europe/Berlin:20260112T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2\n"
)
CHEN = WEEKLY + "SUMMARY:On call: Chen Wei"
DARA = WEEKLY.replace("20260112T", "20260119T").replace("20260105T", "20260112T")
DARA += "SUMMARY:somebody\nATTENDEE;CN=D:MAILTO:Dara@vendor.example"


def ics(*events: str) -> str:
    whole = [
        f"BEGIN:VEVENT\nUID:u{i}\nDTSTAMP:20260101T000000Z\n{e.strip()}\nEND:VEVENT"
        for i, e in enumerate(events)
    ]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *whole, "END:VCALENDAR", ""]
    return "\n".join(lines).replace("\n", "\r\n")


def fed(feed: str, role: str = "{title: Support agent, ics: oncall.ics}") -> Contract:
    text = text_with((AGENT, f"agent: {role}"))
    assert feed_texts.wanted(text, "c.yaml") == ("oncall.ics",)
    return load(feed_texts.whole(text, {"oncall.ics": feed}), "c.yaml")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "who"),
    [
        ("2026-01-05T09:00:00+01:00", "chen"),
        ("2026-01-12T08:59:59.999999+01:00", "chen"),
        ("2026-01-12T09:00:00+01:00", "dara"),
        ("2026-03-30T09:00:00+02:00", "chen"),  # the clocks changed the day before
        ("2026-03-30T08:59:59+02:00", "dara"),
        ("2026-12-31T23:59:59+00:00", "dara"),  # a turn through the turn of the year
        ("2027-01-01T00:00:00+00:00", "dara"),
        ("2031-06-02T10:00:00+02:00", "chen"),  # a rule without an end has none
    ],
)
def test_a_feed_says_who_holds_the_role(now: str, who: str) -> None:
    assert on_duty("agent", fed(ics(CHEN, DARA)).file, at(now)) == who


def test_two_people_who_take_turns_for_ever_leave_no_hole() -> None:
    assert prove(fed(ics(CHEN, DARA)), NOW).findings == ()


def test_a_feed_is_a_part_of_the_contract_and_of_its_digest() -> None:
    one, two = fed(ics(CHEN, DARA)), fed(ics(CHEN, DARA.replace("somebody", "nobody")))
    assert one.digest != two.digest
    assert load(one.text).file == one.file
    assert [s.path for s in differences(one.file, two.file)] == ["feeds.oncall.ics"]
    assert "BEGIN" not in str(differences(contract().file, one.file))


def test_a_gap_is_named_as_an_interval_and_the_support_lead_holds_it() -> None:
    gone = fed(ics(CHEN))
    found = [str(p) for p in prove(gone, NOW).findings]
    first = "nobody holds agent from 2026-03-09T08:00+00:00 to 2026-03-16T08:00+00:00"
    assert f"roles.agent.ics: {first}" in found
    hole = at("2026-03-10T00:00:00Z")
    assert on_duty("agent", gone.file, hole) == "edo"
    held = owner("agent", "it is theirs", gone.file, hole)
    assert (held.role, held.person) == ("support_lead", "edo")
    assert held.why == "the owner is unclear: nobody holds agent now"
    assert owner("agent", "it is theirs", gone.file, NOW).why == "it is theirs"


def test_what_a_feed_leaves_open_is_held_by_the_roles_own_people() -> None:
    role = "{title: Support agent, ics: oncall.ics, people: [fay, edo], rotation: weekly}"
    covered = fed(ics(CHEN), role)
    assert prove(covered, NOW).findings == ()
    assert on_duty("agent", covered.file, at("2026-03-05T00:00:00Z")) == "chen"
    assert on_duty("agent", covered.file, at("2026-03-10T00:00:00Z")) in ("fay", "edo")


def test_an_overlap_is_named_as_an_interval() -> None:
    late = "DTSTART:20260310T100000Z\nDTEND:20260311T100000Z\nSUMMARY:fay"
    found = [str(p) for p in prove(fed(ics(CHEN, DARA, late)), NOW).findings]
    assert found == [
        "roles.agent.ics: dara and fay hold agent at once "
        "from 2026-03-10T10:00+00:00 to 2026-03-11T10:00+00:00"
    ]


RELEASE = "release_manager: {title: Release manager, people: [fay]}"


def test_what_only_a_role_may_do_is_for_those_whom_its_feed_names() -> None:
    stands_in = "{person: bo, from: 2026-03-02T00:00Z, to: 2026-03-09T00:00Z}"
    role = f"release_manager: {{ics: oncall.ics, overrides: [{stands_in}]}}"
    text = text_with(
        (RELEASE, role),
        ("open_sealed: [support_lead, pod_engineer]", "open_sealed: [release_manager]"),
    )
    signing = load(feed_texts.whole(text, {"oncall.ics": ics(CHEN, DARA)}), "c.yaml")
    assert rosters.in_turn("release_manager", signing.file) == ("chen", "dara")
    for person, may in (("chen", True), ("dara", True), ("bo", False), ("fay", False)):
        refused = certifying.not_of_the_role(signing, person, NOW)
        assert (refused is None, not may_open(person, signing.file)) == (may, may), person


def test_the_review_of_an_incident_is_signed_by_whom_the_feed_names() -> None:
    lead = "reviews:\n    role: support_lead", "reviews:\n    role: release_manager"
    text = text_with((RELEASE, "release_manager: {ics: oncall.ics}"), lead)
    signing = load(feed_texts.whole(text, {"oncall.ics": ics(CHEN, DARA)}), "c.yaml")
    known = case(signing, impact=DOWN)
    pause, _ = incidents.pause(known, "ada", "errors", False)
    paused = after(known, pause)
    assert incidents.review(paused, "post_incident", "dara", "the timeline").actor == "dara"
    with pytest.raises(Rejected, match="does not hold release_manager: chen, dara"):
        incidents.review(paused, "post_incident", "fay", "the timeline")


def test_an_override_goes_before_a_feed() -> None:
    told = '{from: "2026-03-05T00:00:00Z", to: "2026-03-06T00:00:00Z", person: bo}'
    stood_in = fed(ics(CHEN, DARA), f"{{ics: oncall.ics, overrides: [{told}]}}")
    assert on_duty("agent", stood_in.file, at("2026-03-05T12:00:00Z")) == "bo"
    assert shift("agent", stood_in.file, at("2026-03-05T12:00:00Z")).by == "override"
    assert on_duty("agent", stood_in.file, at("2026-03-06T00:00:00Z")) == "chen"


@pytest.mark.parametrize(
    ("zone", "first"),
    [("", "2026-03-01T00:00+00:00"), ("zone: Asia/Kathmandu, ", "2026-02-28T18:15+00:00")],
)
def test_a_time_without_a_zone_is_one_of_the_roles_zone(zone: str, first: str) -> None:
    day = "DTSTART;VALUE=DATE:20260301\nDTEND;VALUE=DATE:20270601\nSUMMARY:chen"
    found = fed(ics(day), f"{{{zone}ics: oncall.ics}}")
    [claim] = rosters.claims(found.file.roles["agent"], found.file, NOW, NOW + timedelta(days=9))
    assert claim.start.isoformat(timespec="minutes") == first


def test_a_moved_turn_and_a_cancelled_one_are_not_where_they_were() -> None:
    moved = (
        "DTSTART;TZID=Europe/Berlin:20260316T090000\nDTEND;TZID=Europe/Berlin:20260317T090000\n"
        "RECURRENCE-ID;TZID=Europe/Berlin:20260316T090000\nSUMMARY:fay"
    )
    text = ics(CHEN.replace("20260105", "20260302").replace("20260112", "20260309"), moved)
    text = text.replace("UID:u1", "UID:u0")
    gone = ics(CHEN + "\nSTATUS:CANCELLED", DARA)
    assert on_duty("agent", fed(text).file, at("2026-03-16T12:00:00Z")) == "fay"
    assert on_duty("agent", fed(text).file, at("2026-03-18T12:00:00Z")) == "edo"
    assert on_duty("agent", fed(gone).file, NOW) == "edo"


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)
@settings(deadline=None, max_examples=40)
def test_a_shift_says_of_each_instant_what_the_roster_says(now: datetime) -> None:
    late = "DTSTART:20260310T100000Z\nDTEND:20260311T100000Z\nSUMMARY:fay"
    file = fed(ics(CHEN, late)).file
    found = shifts("agent", file, now - timedelta(days=30), now + timedelta(days=30))
    assert all(a.end == b.start for a, b in pairwise(found))
    here = next(s for s in found if s.start <= now < s.end)
    assert on_duty("agent", file, now) == (here.people[0] if here.people else "edo")


START = "DTSTART:20260302T090000Z\nDURATION:P7D\nSUMMARY:chen\n"
HOSTILE: list[tuple[str, str]] = [
    (START + "RRULE:FREQ=SECONDLY", "repeats SECONDLY"),
    (START + "RRULE:FREQ=MINUTELY;COUNT=9", "repeats MINUTELY"),
    (START + "RRULE:FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
    (START + "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "is not taken in a DAILY rule"),
    (START + "RRULE:FREQ=MONTHLY;BYDAY=6FR", "no month has more than five"),
    (START + "RRULE:FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY is 1 to 31"),
    (START + "RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "together may never come"),
    (START + "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU", "may never come"),
    (START + "RRULE:FREQ=WEEKLY;COUNT=0", "COUNT is 1 or more"),
    (START + "RRULE:FREQ=SOMETIMES", "cannot be read"),
    (START.replace("20260302", "00010101") + "RRULE:FREQ=DAILY", "begins in 1;"),
    (START.replace("P7D", "P99999D"), "at most ten years"),
    (START.replace("P7D", "-P7D"), "more than nothing"),
    (START.replace("DTSTART:", "DTSTART;TZID=Mars/Base:").replace("00Z", "00"), "no time zone"),
    (START.replace("20260302T090000Z", "tomorrow"), "cannot be read"),
    ("SUMMARY:chen", "cannot be read"),
    (START.replace("chen", "Zed"), "'Zed' names nobody of the people"),
    (START.replace("chen", ""), "names nobody of the people"),
]


@pytest.mark.parametrize(("event", "said"), HOSTILE, ids=[s for _, s in HOSTILE])
def test_a_feed_that_cannot_be_meant_is_refused_at_its_line(event: str, said: str) -> None:
    with pytest.raises(Rejected) as caught:
        fed(ics(CHEN, event))
    line = ics(CHEN, event).splitlines().index("UID:u1")
    [problem] = caught.value.problems
    assert f"roles.agent.ics: oncall.ics line {line}: " in problem.what
    assert said in problem.what
    assert problem.where == f"c.yaml:{contract_line('  agent:')}"


def contract_line(piece: str) -> int:
    return contract().text[: contract().text.index(piece)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no iCalendar file"),
        ("hello", "is no iCalendar file"),
        ("BEGIN:VCALENDAR\r\n", "is no iCalendar file"),
        (ics() + ics(), "is no iCalendar file"),
        ("X" * (feeds.LONGEST + 1), "longer than"),
        (ics(*[START + "RRULE:FREQ=DAILY"] * 51), "more than 50 recurring"),
        (ics(*["DTSTART:20260302T090000Z"] * 5_001), "more than 5,000 events"),
        (ics(*[START + "RRULE:FREQ=DAILY"] * 20), "more than 5,000 turns"),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_feed_or_too_much_of_one_is_refused(text: str, said: str) -> None:
    assert any(said in p.what for p in feeds.problems(text)), feeds.problems(text)


PIECES = ("BEGIN:VEVENT", "END:VEVENT", "RRULE:FREQ=DAILY", ";BYDAY=", "20260302T090000Z", ":",
          "\r\n", "DTSTART", "DURATION:P1D", "\0", "ATTENDEE", "é" * 80)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(PIECES)), max_size=4))
@settings(deadline=None, max_examples=60)
def test_a_broken_feed_has_problems_or_turns_and_never_a_crash(
    cuts: list[tuple[int, str]],
) -> None:
    text = ics(CHEN, DARA)
    for place, piece in cuts:
        text = text[:place] + piece + text[place + len(piece) // 2 :]
    if not feeds.problems(text):
        feeds.turns(text, "Europe/Berlin", NOW, NOW + timedelta(days=400))
        feeds.labels(text)


def test_a_feed_nobody_names_and_one_that_is_not_there_are_told() -> None:
    text = text_with((AGENT, "agent: {ics: none.ics}")) + "\nfeeds: {x.ics: ''}\n"
    with pytest.raises(Rejected) as caught:
        load(text, "c.yaml")
    said = [p.what for p in caught.value.problems]
    assert "roles.agent.ics: there is no feed 'none.ics'" in said
    assert "feeds: no role has the feed 'x.ics'" in said


@pytest.mark.parametrize("name", ["../x.ics", "/etc/x.ics", "x.txt", "a/../x.ics", ".x.ics", "~"])
def test_a_feed_lies_beside_the_contract_or_below(name: str) -> None:
    with pytest.raises(Rejected, match="String should match"):
        load(text_with((AGENT, f"agent: {{ics: '{name}'}}")))


def test_whoever_is_not_at_work_in_their_own_shift_is_found() -> None:
    sunday = "DTSTART:20260315T000000Z\nDTEND:20260315T120000Z\nSUMMARY:edo"
    text = text_with(
        (AGENT, "agent: {ics: o.ics, people: [chen]}"),
        ("zone: Europe/Amsterdam}", "zone: Europe/Amsterdam, hours: business}"),
    )
    found = prove(load(feed_texts.whole(text, {"o.ics": ics(sunday)})), NOW).findings
    assert [str(p) for p in found] == [
        "people.edo.hours: edo holds agent from 2026-03-15T00:00+00:00 to "
        "2026-03-15T12:00+00:00, and business is never open then"
    ]


def test_hours_name_a_calendar_that_is_there() -> None:
    with pytest.raises(Rejected, match=r"people.edo.hours: there is no calendar 'office'"):
        load(text_with(("zone: Europe/Amsterdam}", "zone: Europe/Amsterdam, hours: office}")))


def test_a_pod_that_is_too_small_is_found() -> None:
    small = load(text_with(("pod_support: 1, pod_docs: 1}", "pod_support: 2, pod_docs: 1}")))
    assert [str(p) for p in prove(small, NOW).findings] == [
        "pod.members.pod_support: needs 2 people, and pod_support has 1: chen"
    ]
    outside = load(text_with(("knowledge: pod_docs", "knowledge: agent")))
    assert "pod.knowledge: agent is no part of the pod" in map(str, prove(outside, NOW).findings)


def test_a_duty_is_its_deputys_and_at_last_the_support_leads() -> None:
    silent = "chen: {name: Chen Wei, mail: chen@vendor.example"
    mute = load(text_with((silent, "chen: {name: Chen Wei, mail: chen"))).file
    assert holder("update_customer", 1, contract().file, NOW).person == "chen"
    held = holder("update_customer", 1, mute, NOW)
    assert (held.role, held.person) == ("support_lead", "edo")
    assert held.why.startswith("chen (pod_support) cannot be reached")
