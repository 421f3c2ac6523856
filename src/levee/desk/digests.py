"""Do messages to one person go one by one, or as one that lists them?

Whoever gets more than ``above`` messages within ``within`` gets one digest; for as long again what
is not urgent waits for the next one. So nobody gets more than ``above`` + 1 messages in that time,
urgent ones aside, and those too are one digest when more than ``above`` of them wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from levee.contract.durations import seconds
from levee.contract.schema import Digests
from levee.model.message import Gathered, Told, Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """The contract's rule of digests, ready to be asked."""

    rule: Digests | None  #: None: each message goes by itself

    @property
    def within(self) -> timedelta:
        return timedelta(seconds=seconds(self.rule.within)) if self.rule else timedelta()

    def plan(self, waiting: Sequence[Waiting], told: Told, now: datetime) -> Gathered:
        """What goes out together, and what waits until when."""
        if self.rule is None:
            return Gathered()
        until = told.digest_at + self.within if told.digest_at else now
        holding = until > now
        going = tuple(w.id for w in waiting if w.urgent or not holding)
        crowd = len(going) + (0 if holding else told.messages) > self.rule.above
        return Gathered(
            digest=going if crowd else (),
            held=tuple(w.id for w in waiting if holding and not w.urgent),
            until=until if holding else None,
        )

    def compose(self, payloads: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """One message that says all that these say."""
        if len(payloads) == 1:
            return payloads[0]
        lines = [f"- {p['subject']}\n  {p['text']}" for p in payloads]
        return {
            "to": payloads[0]["to"],
            "subject": f"{len(payloads)} messages for you",
            "text": "\n".join(lines),
        }
