"""Which rule decides the severity of this impact, and who holds which duty then?"""

from collections.abc import Mapping
from datetime import datetime

from levee.contract.schema import UNKNOWN, ContractFile, SeverityRules
from levee.desk import roster
from levee.desk import severity as rule
from levee.desk.explain.explained import Explained
from levee.desk.explain.owner import owner


def severity(impact: Mapping[str, str], file: ContractFile, now: datetime) -> Explained:
    rules, judged = file.severity, rule.judge(impact, file.severity)
    number = _number(impact, rules)
    duties = {
        duty: roster.holder(duty, judged.severity, file, now) for duty in file.escalation.duties
    }
    facts = {
        "impact": {name: impact.get(name, UNKNOWN) for name in rules.dimensions},
        "severity": judged.severity,
        "priority": judged.priority,
        "rule": number,
        "rules": len(rules.rules),
        "why": judged.why,
        "unclear": list(judged.unclear),
        "duties": {
            d: {"role": h.role, "person": h.person, "why": h.why} for d, h in duties.items()
        },
    }
    words = [*_judged(judged, number, rules), *_unclear(judged, impact, file, now)]
    words += [f"{duty}: {file.people[h.person].name}, since {h.why}" for duty, h in duties.items()]
    return Explained(facts=facts, words=tuple(words))


def _number(impact: Mapping[str, str], rules: SeverityRules) -> int:
    known = {name: impact.get(name, UNKNOWN) for name in rules.dimensions}
    mild = {n: rules.dimensions[n][0] if v == UNKNOWN else v for n, v in known.items()}
    return rules.rules.index(rule.first_match(mild, rules)) + 1


def _judged(judged: rule.Judgement, number: int, rules: SeverityRules) -> list[str]:
    asked = rules.rules[number - 1].when
    when = " and ".join(f"{name} is {' or '.join(values)}" for name, values in asked.items())
    return [
        f"severity {judged.severity} ({judged.priority}): {judged.why}",
        f"rule {number} of {len(rules.rules)} is the first that matches"
        + (f": {when}" if when else "; it matches everything that no other does"),
    ]


def _unclear(
    judged: rule.Judgement, impact: Mapping[str, str], file: ContractFile, now: datetime
) -> list[str]:
    mild = [n for n in file.severity.dimensions if impact.get(n, UNKNOWN) == UNKNOWN]
    if not mild:
        return []
    if not judged.unclear:
        return [f"{', '.join(mild)} unknown: even the worst would change nothing"]
    lead = owner(file.severity.unclear_to, file, now).words[0]
    return [
        f"{', '.join(judged.unclear)} unknown and read as the mildest: the worst would be more "
        "severe, so the severity is unclear",
        f"what is unclear goes to {file.severity.unclear_to}: {lead}",
    ]
