"""The contract: read, prove, compare, adopt, and ask for a deadline."""

from typing import Annotated, Any

from ninja import Body, Field, Query, Schema

from levee.contract.load import Contract, load
from levee.desk.due import answer
from levee.desk.playbook import playbook
from levee.model.access import Scope
from levee.model.problem import Rejected
from levee.site import adopting, deadline, stories_contract, stories_explaining
from levee.site.shipped import default_text
from levee.site.stories_explaining import Question
from levee.store import contracts
from levee.web.api import contract_shapes, desk_shapes, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("contract")
NAME = "$.text"


class GivenContract(Schema):
    text: str


class ContractBeside(GivenContract):
    """Compared with ``before``, or with the contract in force."""

    before: str = ""


class Explaining(GivenContract):
    severity: Annotated[dict[str, str], Field(default_factory=dict)]
    clock: str = ""
    calendar: str = ""
    role: str = ""


class Adoption(GivenContract):
    move_open: bool = False


class DueWanted(Schema):
    calendar: str
    start: str
    target: str
    pauses: tuple[str, ...] = ()


@reads(router, "/contract", Scope.CONTRACT_READ, contract_shapes.ContractText)
def read_contract(asked: Asked) -> Any:
    """The contract in force, as it was written."""
    return stories_contract.written(asked.hands.desk.contract())


@reads(router, "/contract/default", Scope.CONTRACT_READ, contract_shapes.ContractText)
def read_default_contract(asked: Asked) -> Any:
    """The commented contract that Levee is shipped with, to begin one's own from."""
    return stories_contract.written(load(default_text()))


@reads(
    router, "/contract/versions", Scope.CONTRACT_READ, shapes.Page[contract_shapes.ContractVersion]
)
def list_versions(asked: Asked) -> Any:
    """Every version that came into force, the newest first; one that came back stands twice."""
    items = [
        {"digest": a.digest, "version": a.digest[:12], "at": a.at} for a in contracts.adopted()
    ]
    return {"items": items, "next": None}


@reads(router, "/contract/versions/{version}", Scope.CONTRACT_READ, contract_shapes.ContractText)
def read_version(asked: Asked, version: str) -> Any:
    """A version that is or was in force, as it was written, by how its digest begins."""
    return stories_contract.written(contracts.version(version))


@reads(
    router,
    "/contract/versions/{version}/differences",
    Scope.CONTRACT_READ,
    contract_shapes.SettingDifferences,
)
def version_differences(asked: Asked, version: str, before: str) -> Any:
    """Which settings differ from the version `before` to this one."""
    old, new = contracts.version(before), contracts.version(version)
    return {"settings": stories_contract.differing_settings(old, new)}


@reads(router, "/contract/proof", Scope.CONTRACT_READ, contract_shapes.Proved)
def prove_contract(asked: Asked) -> Any:
    """Has the contract in force any holes?"""
    found = asked.hands.desk.contract()
    return stories_contract.proof(found, f"contract {found.version}", asked.now)


@writes(router, "/contract/proof", Scope.CONTRACT_READ, contract_shapes.Proved)
def prove_text(asked: Asked, given: GivenContract) -> Any:
    """Has this contract any holes? Nothing comes into force."""
    return stories_contract.proof(load(given.text, NAME), NAME, asked.now)


@reads(router, "/contract/explanation", Scope.CONTRACT_READ, desk_shapes.Explained)
def explain(
    asked: Asked,
    severity: Annotated[list[str], Query(max_length=50)] = [],  # noqa: B006
    clock: str = "",
    calendar: str = "",
    role: str = "",
) -> Any:
    """Why does the contract in force say this: a severity (`severity=dimension=value`, again for
    each), a clock, a calendar, a role? None of them: the whole of it, in short."""
    pairs = (word.partition("=") for word in severity)
    question = Question(
        severity={n.strip(): v.strip() for n, _, v in pairs},
        clock=clock,
        calendar=calendar,
        role=role,
    )
    found = asked.hands.desk.contract()
    return stories_explaining.of_contract(found, question, asked.now).to_json()


@writes(router, "/contract/explanation", Scope.CONTRACT_READ, desk_shapes.Explained)
def explain_text(asked: Asked, given: Explaining) -> Any:
    """The same of a contract that is not in force."""
    question = Question(**given.model_dump(exclude={"text"}))
    found = load(given.text, NAME)
    return stories_explaining.of_contract(found, question, asked.now).to_json()


@reads(router, "/tickets/{ticket_id}/explanation", Scope.CONTRACT_READ, desk_shapes.Explained)
def explain_ticket(asked: Asked, ticket_id: str) -> Any:
    """Why is a ticket what it is: severity, owner and each deadline, by its own contract?"""
    return stories_explaining.ticket(asked.hands, ticket_id, asked.now).to_json()


@reads(router, "/contract/playbook", Scope.CONTRACT_READ, desk_shapes.Playbook)
def read_playbook(asked: Asked) -> Any:
    """The contract in force as people read it (Markdown): tiers, paths, checklists, runbook."""
    return _playbook(asked.hands.desk.contract())


@writes(router, "/contract/playbook", Scope.CONTRACT_READ, desk_shapes.Playbook)
def render_playbook(asked: Asked, given: GivenContract) -> Any:
    """The same of a contract that is not in force."""
    return _playbook(load(given.text, NAME))


def _playbook(contract: Contract) -> dict[str, Any]:
    return {"contract": contract.version, "playbook": playbook(contract)}


@writes(router, "/contract/differences", Scope.CONTRACT_READ, contract_shapes.Differences)
def differences(asked: Asked, given: ContractBeside) -> Any:
    """What would differ if this contract came into force: settings, and open tickets."""
    in_force = asked.hands.desk.contract
    before = load(given.before, "$.before") if given.before else in_force()
    after = load(given.text, NAME)
    return {
        "settings": stories_contract.differing_settings(before, after),
        "tickets": adopting.listed(adopting.differences(after, asked.now, before)),
    }


@writes(router, "/contract", Scope.CONTRACT_WRITE, contract_shapes.Adopted, method="PUT")
def adopt(asked: Asked, given: Adoption) -> Any:
    """Put a contract in force. One with faults or holes leaves the old one in force."""
    contract = load(given.text, NAME)
    if holes := stories_contract.holes(contract, NAME, asked.now):
        raise Rejected(holes)
    before = asked.hands.desk.contract().version
    moved = adopting.adopt(asked.hands, contract, asked.now, asked.key.actor, given.move_open)
    return {"contract": contract.version, "before": before, "moved": list(moved)}


@writes(router, "/contract/due", Scope.CONTRACT_READ, contract_shapes.Due)
def due(asked: Asked, given: DueWanted) -> Any:
    """When is it due by this calendar, and how does that come about?"""
    known = asked.hands.desk.contract().calendars
    found = deadline.explained(known, given.calendar, given.start, given.target, list(given.pauses))
    if isinstance(found, tuple):
        raise Rejected(found)
    return found


@writes(router, "/contract/due/cases", Scope.CONTRACT_READ, shapes.Page[dict[str, Any]])
def due_cases(asked: Asked, cases: Annotated[list[dict[str, Any]], Body(max_length=10_000)]) -> Any:
    """A conformance set: each case gets its `due` and `elapsed_s`, or its `error`; the others go
    on."""
    known = asked.hands.desk.contract().calendars
    return {"items": [answer(case, known) for case in cases], "next": None}
