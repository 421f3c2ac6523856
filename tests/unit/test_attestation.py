"""Does an attestation hold for this Stack, this lock and this day, and for nothing else?"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import stack
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from levee.connect import envelope
from levee.model.certificate import CertificateState, PassedNight, Standing
from levee.model.problem import Rejected
from levee.model.vendor_key import VendorKey
from levee.repair import attestation
from levee.repair.attestation import PAYLOAD, Certified, Wished
from levee.site.verifying import Verified, told, verify

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
S, OTHER = stack("a@1"), stack("a@2")
SIGNER, FORGER = CryptoSigner.generate_ed25519(), CryptoSigner.generate_ed25519()


def pem(signer: Any) -> str:
    raw = bytes.fromhex(signer.public_key.keyval["public"])
    key = Ed25519PublicKey.from_public_bytes(raw)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


STANDING = Standing(
    stack_digest=S.digest, suite="critical", state=CertificateState.CERTIFIED, reason="r",
    streak=2, needed=2, bound=0.5271, reviewer="fay", suite_digest="5" * 64, repeats=2,
    certified_at=NOW, expires_at=NOW + timedelta(days=90),
    nights=tuple(PassedNight(day=date(2026, 3, n), runs=(f"r{n}a", f"r{n}b")) for n in (1, 2)),
)  # fmt: skip


def said(standing: Standing = STANDING) -> dict[str, Any]:
    runs = {r: f"{number:064x}" for number, r in enumerate(("r1a", "r1b", "r2a", "r2b"))}
    of = Certified(
        vendor="Demo Vendor", stack=S, standing=standing, lock="f" * 64, runs=runs, issued=NOW
    )
    return attestation.statement(of)


def signed(body: dict[str, Any] | None = None, by: Any = SIGNER, kind: str = PAYLOAD) -> str:
    return envelope.sealed(said() if body is None else body, kind, by)


def ring(**changes: Any) -> str:
    key = VendorKey(
        keyid=SIGNER.public_key.keyid, public=pem(SIGNER), valid_from=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=365),
    )  # fmt: skip
    return json.dumps({"keys": [replace(key, **changes).to_json()]})


def checked(
    text: str, keys: str | None = None, days: float = 1, *, temporary: bool = False,
    stack: str = "", lock: str = "",
) -> Verified:  # fmt: skip
    wished = Wished(stack=stack, lock=lock, temporary=temporary)
    return verify(text, keys or pem(SIGNER), wished, NOW + timedelta(days=days))


def faults(*args: Any, **named: Any) -> str:
    found = checked(*args, **named)
    assert found.faults
    return "; ".join(found.faults)


def test_it_is_an_in_toto_statement_that_names_stack_lock_nights_runs_bound_and_reviewer() -> None:
    body = said()
    assert body["_type"] == "https://in-toto.io/Statement/v1"
    assert {s["name"]: s["digest"]["sha256"] for s in body["subject"]} == {
        "stack": S.digest,
        "lock.txt": "f" * 64,
    }
    predicate = body["predicate"]
    assert [n["date"] for n in predicate["nights"]] == ["2026-03-01", "2026-03-02"]
    assert predicate["nights"][1]["runs"][0] == {"id": "r2a", "digest": {"sha256": f"{2:064x}"}}
    assert (predicate["runs"], predicate["repeats"], predicate["reviewer"]) == (4, 2, "fay")
    assert predicate["bound"] == {"failure_rate": 0.5271, "confidence": 0.95}
    assert predicate["expires"] == "2026-05-31T09:00:00+00:00"


@pytest.mark.parametrize("keys", [pem(SIGNER), ring()])
def test_a_genuine_one_holds_for_its_stack_and_its_lock(keys: str) -> None:
    found = checked(signed(), keys, stack=S.digest, lock="f" * 64)
    assert found.holds
    assert told(found)["says"]["stack"] == S.digest


def test_one_that_somebody_else_signed_is_forged_and_not_read_any_further() -> None:
    found = checked(signed(by=FORGER))
    assert "not signed by this key" in found.faults[0]
    assert found.claim is None


def test_one_that_claims_the_vendors_key_id_is_forged_all_the_same() -> None:
    forged = json.loads(signed(by=FORGER))
    forged["signatures"][0]["keyid"] = SIGNER.public_key.keyid
    assert "not signed" in faults(json.dumps(forged))


def test_a_changed_payload_or_type_is_not_what_was_signed() -> None:
    body = json.loads(signed())
    payload = json.loads(b64decode(body["payload"]))
    payload["predicate"]["expires"] = "2099-01-01T00:00:00+00:00"
    longer = body | {"payload": b64encode(json.dumps(payload).encode()).decode()}
    assert "not signed" in faults(json.dumps(longer))
    assert "not signed" in faults(json.dumps(json.loads(signed()) | {"payloadType": "text/plain"}))


def test_one_replayed_for_another_stack_or_lock_does_not_hold() -> None:
    assert "not for" in faults(signed(), stack=OTHER.digest)
    assert "another lock file" in faults(signed(), lock="0" * 64)


def test_one_without_a_lock_file_does_not_hold_for_any() -> None:
    body = said()
    body["subject"] = body["subject"][:1]
    assert checked(signed(body)).holds
    assert "names no lock file" in faults(signed(body), lock="f" * 64)


def test_one_that_ran_out_does_not_hold_from_that_instant_on() -> None:
    assert checked(signed(), days=89.999).holds
    assert "ran out on 2026-05-31" in faults(signed(), days=90)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"valid_until": NOW + timedelta(hours=1)}, "ran out on"),
        ({"revoked_at": NOW + timedelta(hours=1), "why": "stolen"}, "was revoked on"),
        ({"valid_from": NOW + timedelta(hours=1)}, "was not in use before"),
    ],
)
def test_what_an_expired_revoked_or_later_key_signed_does_not_hold(
    change: dict[str, Any], why: str
) -> None:
    assert why in faults(signed(), ring(**change))


def test_a_key_that_is_revoked_later_takes_what_it_signed_along() -> None:
    assert checked(signed(), ring()).holds
    assert "stolen" in faults(signed(), ring(revoked_at=NOW + timedelta(days=1), why="stolen"))


def test_a_temporary_one_holds_only_for_who_says_that_it_is_enough() -> None:
    text = signed(said(replace(STANDING, state=CertificateState.TEMPORARY)))
    assert "temporary" in faults(text)
    assert checked(text, temporary=True).holds
    assert told(checked(text, temporary=True))["says"]["state"] == "temporary"


def test_one_that_says_anything_but_certified_does_not_hold() -> None:
    text = signed(said(replace(STANDING, state=CertificateState.AWAITING_REVIEW)))
    assert "awaiting_review, not certified" in faults(text, temporary=True)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "7", '{"payload": 7}', '{"payload":"","payloadType":"x"}',
     '{"payload":"","payloadType":"x","signatures":[{"sig":"zz"}]}',
     '{"payload":"","payloadType":7,"signatures":[]}', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_envelope_is_refused_as_unreadable(text: str) -> None:
    with pytest.raises(Rejected):
        checked(text)


def drop(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        for part in path[:-1]:
            body = body[part]
        del body[path[-1]]

    return change


@pytest.mark.parametrize(
    "change",
    [drop("subject"), drop("predicate"), drop("predicate", "expires"), drop("predicate", "bound"),
     drop("predicateType"), lambda b: b["predicate"].update(expires="2026-05-31T09:00:00"),
     lambda b: b["predicate"].update(state="golden"), lambda b: b.update(subject=[7])],
)  # fmt: skip
def test_a_signed_statement_of_another_kind_is_refused_as_unreadable(
    change: Callable[[dict[str, Any]], None],
) -> None:
    body = said()
    change(body)
    with pytest.raises(Rejected):
        checked(signed(body))


@pytest.mark.parametrize(
    "keys",
    ["no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "{}", '{"keys":[]}',
     '{"keys":[7]}', '{"keys":[{"keyid":"k","public":"p","valid_until":"tomorrow"}]}'],
)  # fmt: skip
def test_what_is_no_key_is_refused_as_unreadable(keys: str) -> None:
    with pytest.raises(Rejected):
        checked(signed(), keys)


def test_a_key_under_anothers_id_is_refused() -> None:
    with pytest.raises(Rejected, match="is of the key"):
        checked(signed(), ring(keyid=FORGER.public_key.keyid))


@given(st.data())
def test_no_single_changed_character_of_an_envelope_goes_unnoticed(data: st.DataObject) -> None:
    text = TEXT
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    changed = text[:place] + letter + text[place + 1 :]
    try:
        found = checked(changed, stack=S.digest)
    except Rejected:
        return
    if found.holds:
        assert envelope.opened(changed, {}).payload == envelope.opened(text, {}).payload


TEXT = signed()
