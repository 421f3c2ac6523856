"""Is an original unreadable without its key, and is the contract in force the last adopted?"""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken

from levee.model.problem import Rejected, Unknown
from levee.store import contracts
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
    sealed = Seal(key).close(BODY, NOW)
    stored = bytes(SealedRow.objects.get(id=sealed).body)
    assert b"hunter2" not in stored
    assert b"title" not in stored
    assert Seal(key).open(sealed) == BODY


def test_the_same_bytes_are_sealed_once(key: Path) -> None:
    first = Seal(key).close(BODY, NOW)
    assert Seal(key).close(BODY, NOW + timedelta(days=1)) == first
    assert Seal(key).close(BODY + b" ", NOW) != first
    assert SealedRow.objects.count() == 2


def test_another_key_opens_nothing(key: Path, tmp_path: Path) -> None:
    sealed = Seal(key).close(BODY, NOW)
    other = tmp_path / "other.key"
    other.write_bytes(Fernet.generate_key())
    with pytest.raises(InvalidToken):
        Seal(other).open(sealed)


def test_a_key_from_outside_goes_before_the_data_folders(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = Seal(key).close(BODY, NOW)
    monkeypatch.setenv("LEVEE_SEAL_KEY", Fernet.generate_key().decode())
    with pytest.raises(InvalidToken):
        Seal(key).open(sealed)


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
