"""Does a green mean something: reviewed once, taken back at once, signed, and never too early?"""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from world import NOW, World, stack, world

from levee.contract.load import Contract
from levee.flow import Stop, certifying, starting
from levee.model.certificate import CertificateState
from levee.model.event import Event, EventKind
from levee.model.outcome import Outcome
from levee.model.problem import Rejected
from levee.model.run import Purpose
from levee.model.stack import Stack
from levee.repair.attestation import Wished
from levee.site import checking, measuring, programme, stories, vendor_keys
from levee.site.vendor_keys import Keeping
from levee.site.verifying import verify
from levee.store import ledger, runs
from together import together

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = stack("graphql@2.1", cache="off", token="theirs")
OTHER = stack("graphql@2.1", "vega@1", cache="redis")
BAD = stack("graphql@2.2", cache="redis")
RED = frozenset({BAD.digest})


@pytest.fixture
def house(tmp_path: Path) -> World:
    return world(tmp_path, lambda on: on.digest in RED, (GOOD, OTHER, BAD))


def nights(house: World, first: int, last: int) -> None:
    for number in range(first, last + 1):
        now = house.at(NOW + timedelta(days=number))
        assert stories.night(house.hands, now.date(), now).held


def review(
    house: World, now: datetime, on: Stack = GOOD, by: str = "fay", evidence: str = "reports"
) -> Stop | Any:
    contract, suite = house.hands.desk.contract(), house.hands.lab.suite()
    return certifying.review(house.hands, on, contract, suite, now, by, evidence)


def state(house: World, now: datetime, on: Stack = GOOD) -> CertificateState:
    contract, suite = house.hands.desk.contract(), house.hands.lab.suite()
    return certifying.standing(house.hands, on, contract, suite, now).state


def certified(house: World) -> datetime:
    nights(house, 1, 5)
    now = house.at(NOW + timedelta(days=5, hours=1))
    assert not isinstance(review(house, now), Stop)
    return now


def kinds(subject: str) -> Counter[EventKind]:
    return Counter(e.kind for e in ledger.events(subject))


def keeping(house: World, now: datetime) -> Keeping:
    return Keeping(data=house.bench.data, days=730, now=now)


def keys(house: World) -> str:
    return json.dumps({"keys": [k.to_json() for k in vendor_keys.every()]})


def paper(house: World, name: str, on: Stack = GOOD) -> Path:
    return house.bench.data / "certificates" / on.digest / name


def contract(house: World, **changes: Any) -> Contract:
    """The contract in force with other numbers for certificates."""
    found = house.hands.desk.contract()
    rules = found.file.certification.model_copy(update=changes)
    return replace(found, file=found.file.model_copy(update={"certification": rules}))


# -- nights


def test_a_night_repeats_what_may_be_certified_and_measures_the_lab(house: World) -> None:
    nights(house, 1, 2)
    ran = Counter(
        (r.stack.digest, r.purpose) for r in runs.of_subject("night:2026-03-04:critical-workflow")
    )
    assert ran[GOOD.digest, Purpose.NIGHT] == ran[OTHER.digest, Purpose.NIGHT] == 6
    assert ran[BAD.digest, Purpose.NIGHT] == 1
    assert [n for (_, purpose), n in ran.items() if purpose is Purpose.CANARY] == [1]
    assert [n for (_, purpose), n in ran.items() if purpose is Purpose.AA] == [6]


def test_a_night_told_again_runs_nothing_twice(house: World) -> None:
    nights(house, 1, 2)
    before = house.bench.ran
    nights(house, 1, 2)
    assert house.bench.ran == before


def test_thirty_passes_state_a_bound_below_a_tenth(house: World) -> None:
    now = certified(house)
    body = checking.check(house.hands, house.bench.data, GOOD, now).body
    assert (body["answer"], body["runs"], body["bound"]) == ("certified", 30, 0.095)


@pytest.mark.parametrize("baseline_flakes", [False, True])
def test_a_flake_suspends_unless_the_lab_flaked_in_the_same_night(
    house: World, baseline_flakes: bool
) -> None:
    certified(house)
    now = house.at(NOW + timedelta(days=6))
    plan = stories.night_story(house.hands, now.date(), now)
    from levee.flow.nighting import fresh_plan

    wanted = fresh_plan(plan)
    script: list[Outcome] = []
    for choice in wanted.choices:
        red = choice.why == "canary" or choice.stack == BAD
        script += [Outcome.FAILED if red else Outcome.PASSED] * choice.times
    first = next(
        sum(c.times for c in wanted.choices[:place])
        for place, choice in enumerate(wanted.choices)
        if choice.stack == GOOD
    )
    script[first] = Outcome.FAILED
    script += [Outcome.FAILED if baseline_flakes else Outcome.PASSED]
    script += [Outcome.PASSED] * (wanted.aa_times - 1)
    house.bench.next_outcomes = script
    told = stories.night(house.hands, now.date(), now)
    assert told.story.report is not None
    assert told.story.report.aa.wavered is baseline_flakes
    expected = CertificateState.CERTIFIED if baseline_flakes else CertificateState.SUSPENDED
    assert state(house, now) is expected
    charged = [f["charged_to"] for f in measuring.so_far(house.hands)["flakes"]]
    assert charged == ["the lab" if baseline_flakes else "the stack"]


def test_the_lab_can_be_measured_by_itself(house: World) -> None:
    nights(house, 1, 1)
    house.bench.next_outcomes = [Outcome.PASSED, Outcome.FAILED, Outcome.PASSED]
    found = measuring.measure(house.hands, 3, NOW + timedelta(days=2))
    assert (found.passed, found.answered, found.wavered) == (2, 3, True)
    assert measuring.so_far(house.hands)["lab"]["answered"] == 3


def test_without_a_stack_that_passed_there_is_nothing_to_measure_with(house: World) -> None:
    with pytest.raises(Rejected, match="no stack has passed"):
        measuring.measure(house.hands, 3, NOW)


# -- reviews


def test_two_reviewers_at_once_make_one_certificate(house: World) -> None:
    nights(house, 1, 5)
    now = NOW + timedelta(days=5, hours=1)
    said = together(lambda number: review(house, now, evidence=f"look {number}"), 2)
    assert not any(isinstance(one, Stop) for one in said)
    found = kinds(certifying.subject(GOOD))
    assert (found[EventKind.CERTIFIED], found[EventKind.REVIEWED]) == (1, 2)
    assert verify(
        paper(house, "attestation.json").read_text(), keys(house), Wished(stack=GOOD.digest), now
    ).holds


def test_a_review_of_a_stack_that_turned_red_meanwhile_is_refused(house: World) -> None:
    nights(house, 1, 5)
    house.bench.fails = lambda _: True
    nights(house, 6, 6)
    said = review(house, NOW + timedelta(days=6, hours=1))
    assert isinstance(said, Stop)
    assert "is failing, not awaiting review: failed on 2026-03-08" in said.reason
    assert kinds(certifying.subject(GOOD))[EventKind.REVIEWED] == 0
    assert not paper(house, "badge.svg").exists()


def test_a_red_night_and_a_review_at_once_never_leave_a_green(house: World) -> None:
    nights(house, 1, 5)
    house.bench.fails = lambda _: True
    now = house.at(NOW + timedelta(days=6))

    def one(number: int) -> object:
        if number:
            return review(house, now)
        return stories.night(house.hands, now.date(), now)

    together(one, 2)
    assert state(house, now) in (CertificateState.SUSPENDED, CertificateState.FAILING)
    last = [e.kind for e in ledger.events(certifying.subject(GOOD))]
    assert not last or last[-1] in (EventKind.SUSPENDED, EventKind.REVIEWED)
    assert not paper(house, "attestation.json").exists()


def test_a_suspended_stack_keeps_no_attestation_and_its_badge_is_not_green(house: World) -> None:
    certified(house)
    assert "certified" in paper(house, "badge.svg").read_text()
    house.bench.fails = lambda _: True
    nights(house, 6, 6)
    assert not paper(house, "attestation.json").exists()
    assert json.loads(paper(house, "badge.json").read_text())["message"] == "suspended"


@pytest.mark.parametrize(("by", "evidence"), [("ada", "reports"), ("fay", "  ")])
def test_a_review_by_another_role_or_without_evidence_is_refused(
    house: World, by: str, evidence: str
) -> None:
    nights(house, 1, 5)
    now = NOW + timedelta(days=6)
    assert isinstance(review(house, now, by=by, evidence=evidence), Stop)


def test_a_renewal_is_attested_with_its_new_end(house: World) -> None:
    certified(house)
    later = house.at(NOW + timedelta(days=40))
    assert not isinstance(review(house, later), Stop)
    found = verify(paper(house, "attestation.json").read_text(), keys(house), Wished(), later)
    assert found.claim is not None
    assert found.claim.expires == later + timedelta(days=90)


# -- keys and attestations


def test_an_attestation_holds_for_its_stack_and_lock_and_no_other(house: World) -> None:
    now = certified(house)
    text, ring = paper(house, "attestation.json").read_text(), keys(house)
    import hashlib

    lock = hashlib.sha256(paper(house, "lock.txt").read_bytes()).hexdigest()
    assert verify(text, ring, Wished(stack=GOOD.digest, lock=lock), now).holds
    assert not verify(text, ring, Wished(stack=OTHER.digest), now).holds
    assert not verify(text, ring, Wished(lock="0" * 64), now).holds
    assert not verify(text, ring, Wished(), now + timedelta(days=90)).holds


def test_many_that_ask_for_the_key_at_once_get_one(tmp_path: Path) -> None:
    house = world(tmp_path, lambda _: False)
    (tmp_path / "keys" / "vendor.key").unlink()
    found = together(lambda _: vendor_keys.current(keeping(house, NOW))[0].keyid, 4)
    assert len(set(found)) == 1
    assert [k.keyid for k in vendor_keys.every()] == found[:1]
    assert (tmp_path / "keys" / "vendor.key").stat().st_mode & 0o077 == 0


def test_an_expired_key_signs_nothing_and_the_review_is_not_half_written(house: World) -> None:
    vendor_keys.current(Keeping(data=house.bench.data, days=3, now=NOW))
    nights(house, 1, 5)
    now = NOW + timedelta(days=5, hours=1)
    with pytest.raises(Rejected, match="ran out on 2026-03-05; `levee keys vendor-rotate`"):
        review(house, now)
    assert state(house, now) is CertificateState.AWAITING_REVIEW
    vendor_keys.rotate(keeping(house, now))
    assert not isinstance(review(house, now), Stop)
    assert verify(paper(house, "attestation.json").read_text(), keys(house), Wished(), now).holds


def test_a_revoked_key_takes_what_it_signed_along(house: World) -> None:
    now = certified(house)
    text, old = paper(house, "attestation.json").read_text(), vendor_keys.every()[0]
    vendor_keys.revoke(keeping(house, now), old.keyid[:8], "fay", "stolen")
    assert vendor_keys.current(keeping(house, now))[0].keyid != old.keyid
    assert "was revoked" in verify(text, keys(house), Wished(), now).faults[0]


def test_a_key_that_the_environment_names_is_used_and_kept(
    house: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "elsewhere.pem"
    (tmp_path / "keys" / "vendor.key").rename(named)
    monkeypatch.setenv("LEVEE_VENDOR_KEY", str(named))
    assert vendor_keys.fit(keeping(house, NOW)).keyid == vendor_keys.every()[0].keyid
    with pytest.raises(Rejected, match="put another one there"):
        vendor_keys.rotate(keeping(house, NOW))
    named.write_text("no key")
    with pytest.raises(Rejected, match="is no private key"):
        vendor_keys.fit(keeping(house, NOW))
    monkeypatch.setenv("LEVEE_VENDOR_KEY", str(tmp_path / "nowhere"))
    with pytest.raises(Rejected, match="cannot be read"):
        vendor_keys.fit(keeping(house, NOW))


# -- temporary


def granted(house: World, now: datetime = NOW, by: str = "fay", **changes: Any) -> Any:
    rules = contract(house, **changes)
    facts = certifying.read(house.hands, rules, house.hands.lab.suite())
    return starting.grant(house.hands, facts, by, now)


def test_starters_are_granted_a_marked_certificate_that_runs_out(house: World) -> None:
    found = granted(house)
    assert [s.granted for s in found] == [True, True, True]
    assert state(house, NOW) is CertificateState.TEMPORARY
    assert state(house, NOW + timedelta(days=30)) is CertificateState.UNTESTED
    badge = json.loads(paper(house, "badge.json").read_text())
    assert badge["message"] == "temporary until 2026-04-01"
    assert badge["color"] != "#1b6e3c"
    text = paper(house, "attestation.json").read_text()
    assert not verify(text, keys(house), Wished(), NOW).holds
    assert verify(text, keys(house), Wished(temporary=True), NOW).holds
    assert checking.check(house.hands, house.bench.data, GOOD, NOW).body["answer"] == "untested"


def test_each_stack_is_granted_one_once(house: World) -> None:
    granted(house)
    again = granted(house, NOW + timedelta(days=31))
    assert {s.why for s in again} == {"it was granted one before"}


def test_the_contract_says_how_many_and_for_how_long(house: World) -> None:
    from levee.contract.proving import Temporary

    found = granted(house, temporary=Temporary(stacks=1, days=2))
    assert [s.stack for s in found] == [GOOD]
    assert state(house, NOW + timedelta(days=1)) is CertificateState.TEMPORARY
    assert state(house, NOW + timedelta(days=2)) is CertificateState.UNTESTED
    assert isinstance(granted(house, temporary=None), Stop)
    assert isinstance(granted(house, by="ada"), Stop)


def test_nights_run_what_was_granted_and_the_first_red_takes_it_back(house: World) -> None:
    granted(house)
    nights(house, 1, 1)
    assert state(house, NOW + timedelta(days=1), BAD) is CertificateState.FAILING
    assert kinds(certifying.subject(BAD))[EventKind.SUSPENDED] == 1
    assert not paper(house, "attestation.json", BAD).exists()
    reasons = [
        c["reason"] for e in ledger.of_kinds(EventKind.NIGHT_PLANNED) for c in e.data["choices"]
    ]
    assert "pinned: temporary until 2026-04-01" in reasons


def test_a_starter_that_passes_its_nights_is_certified_in_full(house: World) -> None:
    granted(house)
    now = certified(house)
    assert state(house, now) is CertificateState.CERTIFIED
    assert json.loads(paper(house, "badge.json").read_text())["message"] == "certified"
    assert verify(paper(house, "attestation.json").read_text(), keys(house), Wished(), now).holds


def test_what_is_known_to_fail_is_granted_nothing(house: World) -> None:
    nights(house, 1, 1)
    found = {s.stack.digest: s for s in granted(house, NOW + timedelta(days=1, hours=1))}
    assert not found[BAD.digest].granted
    assert found[GOOD.digest].granted


# -- check


def test_a_partner_learns_of_an_interaction_only_its_parts(house: World, tmp_path: Path) -> None:
    from telling import BAD as THEIRS
    from telling import submission_file, tell, two_parties

    house.bench.fails = two_parties
    tell(house, submission_file(tmp_path))
    mine = stack("graphql@2.2", "mine@1", cache="redis", theme="dark")
    found = checking.check(house.hands, tmp_path, mine, NOW + timedelta(days=6))
    assert found.body["answer"] == "known_failing"
    said = json.dumps(found.body)
    ticket = house.ticket()
    for secret in ("T-1001", "W-1001", ticket.text("client"), ticket.text("partner")):
        assert secret not in said
    assert [[d["component"] for d in i] for i in found.body["interactions"]] == [
        ["pkg:pypi/datasette-graphql"]
    ]
    assert found.body["nearest"]["lock"]["text"] == found.lock
    assert THEIRS.digest != found.body["nearest"]["stack"]


def test_what_nobody_ran_is_untested_and_shown_beside_the_nearest(house: World) -> None:
    now = certified(house)
    mine = stack("graphql@2.1", "mine@1", cache="redis")
    body = checking.check(house.hands, house.bench.data, mine, now).body
    assert (body["answer"], body["nearest"]["stack"]) == ("untested", GOOD.digest)
    assert [d["text"] for d in body["nearest"]["differences"]] == [
        "datasette-mine 1 added",
        "cache is redis here, and otherwise there",
    ]
    assert body["nearest"]["settings_kept_back"] == 1
    assert "theirs" not in json.dumps(body)


# -- programme


def apply(house: World, partner: str, on: Stack, now: datetime = NOW) -> Any:
    return programme.apply(house.hands, house.bench.data, partner, on, now)


def test_an_application_is_run_every_night_and_earns_badge_and_window(house: World) -> None:
    mine = stack("graphql@2.1", "mine@1")
    assert len(apply(house, "Acme", mine)) == 1
    assert apply(house, " Acme ", mine) == ()
    nights(house, 1, 5)
    now = NOW + timedelta(days=5, hours=1)
    assert programme.status(house.hands, now)["applications"][0]["place"] == "applied"
    assert not isinstance(review(house, now, mine), Stop)
    (one,) = programme.status(house.hands, now, "Acme")["applications"]
    assert (one["place"], one["badge"]) == ("admitted", "partner-safe")
    # Saturday: the rollout calendar opens on Tuesday at 10:00 in Berlin
    assert one["window"]["opens"] == "2026-03-10T09:00:00+00:00"
    house.bench.fails = lambda _: True
    nights(house, 6, 6)
    (one,) = programme.status(house.hands, now + timedelta(days=1))["applications"]
    assert (one["place"], one["badge"], one["window"]) == ("lapsed", None, None)


def test_a_certified_stack_is_admitted_at_once(house: World) -> None:
    now = certified(house)
    written: list[Event] = list(apply(house, "Acme", GOOD, now))
    assert [e.kind for e in written] == [EventKind.APPLIED, EventKind.ADMITTED]


def test_a_partner_sees_its_own_applications_only(house: World) -> None:
    apply(house, "Acme", GOOD)
    apply(house, "Other", OTHER)
    shown = programme.status(house.hands, NOW, "Acme")["applications"]
    assert [a["partner"] for a in shown] == ["Acme"]
    assert isinstance(programme.withdraw(house.hands, "Acme", OTHER, NOW), Stop)


def test_a_stack_known_to_fail_or_without_a_partners_name_is_refused(house: World) -> None:
    nights(house, 1, 1)
    assert isinstance(apply(house, "Acme", BAD), Stop)
    assert isinstance(apply(house, "  ", GOOD), Stop)
    assert isinstance(apply(house, "x" * 201, GOOD), Stop)


def test_a_partner_has_so_many_open_applications_also_when_it_asks_at_once(house: World) -> None:
    many = [stack(f"mine@{n}") for n in range(7)]
    said = together(lambda n: apply(house, "Acme", many[n]), 7)
    assert sum(isinstance(one, Stop) for one in said) == 2
    assert len(programme.status(house.hands, NOW)["applications"]) == 5
    open_now = [a["stack"] for a in programme.status(house.hands, NOW)["applications"]]
    first = next(s for s in many if s.digest in open_now)
    assert not isinstance(programme.withdraw(house.hands, "Acme", first, NOW), Stop)
    assert not isinstance(apply(house, "Acme", first), Stop)


def test_the_same_application_at_once_is_one(house: World) -> None:
    together(lambda _: apply(house, "Acme", GOOD), 4)
    assert len(programme.status(house.hands, NOW)["applications"]) == 1
    assert len(ledger.of_kinds(EventKind.APPLIED)) == 1
