"""Is an original unreadable without its key, and is the contract in force the last adopted?"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from levee.model.problem import NotHeld, Rejected, Unknown
from levee.store import contracts, sealed
from levee.store.models import ContractRow, SealedRow
from levee.store.sealed import Seal
from submissions import NOW, default_text, text_with

pytestmark = pytest.mark.django_db
BODY = b'{"title": "the password is hunter2hunter2"}'
OTHER = text_with(("company: Demo Vendor", "company: Another Vendor"))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "seal.key"
    path.write_bytes(Fernet.generate_key())
    return path


def test_what_is_sealed_cannot_be_read_in_the_table(key: Path) -> None:
    kept = Seal(key).close(BODY, NOW)
    stored = bytes(SealedRow.objects.get(id=kept).body)
    assert b"hunter2" not in stored
    assert b"title" not in stored
    assert Seal(key).open(kept) == BODY


def test_the_same_bytes_are_sealed_once(key: Path) -> None:
    first = Seal(key).close(BODY, NOW)
    assert Seal(key).close(BODY, NOW + timedelta(days=1)) == first
    assert Seal(key).close(BODY + b" ", NOW) != first
    assert SealedRow.objects.count() == 2


def test_another_key_opens_nothing(key: Path, tmp_path: Path) -> None:
    kept = Seal(key).close(BODY, NOW)
    other = tmp_path / "other.key"
    other.write_bytes(Fernet.generate_key())
    with pytest.raises(NotHeld):
        Seal(other).open(kept)


def test_a_key_from_outside_goes_before_the_data_folders(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Seal(key).close(BODY, NOW)
    monkeypatch.setenv("LEVEE_SEAL_KEY", Fernet.generate_key().decode())
    with pytest.raises(NotHeld):
        Seal(key).open(kept)


def test_a_rotation_that_was_cut_off_loses_nothing_and_goes_on(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = [f"body {n}".encode() for n in range(5)]
    ids = [Seal(key).close(body, NOW) for body in bodies]
    old = key.read_bytes().strip()
    monkeypatch.setattr(sealed, "BATCH", 2)
    reseal, done = Seal._reseal, []

    def killed(self: Seal, rows: Any) -> None:
        done.append(rows)
        if len(done) == 2:
            raise KeyboardInterrupt
        reseal(self, rows)

    with monkeypatch.context() as patch:
        patch.setattr(Seal, "_reseal", killed)
        with pytest.raises(KeyboardInterrupt):
            Seal(key).rotate()
    assert [Seal(key).open(i) for i in ids] == bodies
    assert Seal(key).rotate() == len(bodies)
    assert old not in key.read_bytes()
    assert len(key.read_bytes().split()) == 1
    assert [Seal(key).open(i) for i in ids] == bodies


def test_what_is_sealed_while_keys_rotate_can_be_opened_afterwards(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Seal(key).close(BODY, NOW)
    anew = Seal._anew
    late: list[str] = []

    def with_a_late_one(self: Seal, after: str) -> list[str]:
        late.append(Seal(key).close(f"late {len(late)}".encode(), NOW))
        return anew(self, after)

    monkeypatch.setattr(Seal, "_anew", with_a_late_one)
    Seal(key).rotate()
    assert [Seal(key).open(i) for i in late] == [f"late {n}".encode() for n in range(len(late))]


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"x" * 100_000])
def test_any_bytes_come_back_as_they_were(key: Path, body: bytes) -> None:
    assert Seal(key).open(Seal(key).close(body, NOW)) == body


def test_the_contract_in_force_is_the_one_adopted_last() -> None:
    with pytest.raises(Unknown):
        contracts.in_force()
    first = contracts.adopt(default_text(), NOW)
    second = contracts.adopt(OTHER, NOW)
    assert contracts.in_force().digest == second.digest
    assert contracts.in_force(first.digest).file.company == "Demo Vendor"


def test_a_contract_may_come_into_force_again() -> None:
    first = contracts.adopt(default_text(), NOW)
    contracts.adopt(OTHER, NOW)
    contracts.adopt(default_text(), NOW)
    assert contracts.in_force().digest == first.digest


def test_a_text_that_was_read_before_is_not_read_again() -> None:
    assert contracts.adopt(default_text(), NOW) is contracts.adopt(default_text(), NOW)


def test_adopting_what_is_in_force_changes_nothing() -> None:
    contracts.adopt(default_text(), NOW)
    contracts.adopt(default_text(), NOW + timedelta(days=1))
    assert ContractRow.objects.count() == 1


def test_a_contract_with_faults_leaves_the_one_before_it_in_force() -> None:
    first = contracts.adopt(default_text(), NOW)
    with pytest.raises(Rejected):
        contracts.adopt(text_with(("version: 1", "version: 2")), NOW)
    assert contracts.in_force().digest == first.digest


def test_a_version_that_never_was_is_unknown() -> None:
    contracts.adopt(default_text(), NOW)
    with pytest.raises(Unknown):
        contracts.in_force("0" * 64)
