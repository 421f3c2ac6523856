"""What can be asked of evidence: seal it, open it, share it, change its key?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, says, shows
from levee.connect.limited_file import read_bytes
from levee.connect.new_file import write

TicketId = Annotated[str, typer.Argument(metavar="ID", help="a ticket")]
SuiteName = Annotated[
    str, typer.Option("--suite", help="a folder with a suite.toml, or the name of this store's")
]
By = Annotated[str, typer.Option("--by", help="who does it: a person of the contract")]


def evidence(
    ticket_id: TicketId,
    by: By,
    error_report: Annotated[
        Path | None, typer.Option(help="a file: the log or message as it was seen")
    ] = None,
    reported_at: Annotated[str, typer.Option(help="the exact moment (ISO 8601)")] = "",
    affected_screen: Annotated[str, typer.Option(help="the page or call")] = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Seal what was seen: nothing is retried or changed on a ticket before."""
    texts = {"reported_at": reported_at.encode(), "affected_screen": affected_screen.encode()}
    with frame.at_home(data, now, json) as home:
        from levee.desk.evidence import missing
        from levee.site import evidence as stories

        parts = {name: text for name, text in texts.items() if text}
        if error_report is not None:
            parts["error_report"] = read_bytes(error_report, "--error-report")
        event = stories.bring(home.hands, ticket_id, by, parts, home.now)
        lacking = [part.value for part in missing(home.hands.desk.ticket(ticket_id))]
        body = {"ticket": ticket_id, "sealed": event.data["parts"], "missing": lacking}
        still = f"; still missing: {', '.join(lacking)}" if lacking else ""
        frame.answer(body, json, lambda: shows.print(f"{ticket_id}: {plain(event.reason)}{still}"))


def original(
    ticket_id: TicketId,
    by: By,
    reason: Annotated[str, typer.Option(help="why it has to be read")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="a new file")] = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
) -> None:
    """Open the sealed original of a ticket; only named roles may, and each opening is an Event."""
    with frame.at_home(data, now, False) as home:
        from levee.site import evidence as stories

        body = stories.original(home.hands, data, ticket_id, by, reason, home.now)
        if output is None:
            sys.stdout.buffer.write(body)
        else:
            write(output, body)


def support_report(
    ticket_id: TicketId,
    by: By,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="the archive (default: CODE.zip)")
    ] = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Write the shareable bundle of a ticket: enough to reproduce it, and nothing secret."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import evidence as stories

        code, body = stories.bundle(home.hands, ticket_id, by, home.now)
        target = output or Path(f"{code}.zip")
        write(target, body)
        answer = {"support_code": code, "file": str(target), "bytes": len(body)}
        frame.answer(answer, json, lambda: shows.print(f"{code}: {plain(str(target))}"))


def rotate(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Seal every original with a new key and forget the old one. Cut off, it can be run again."""
    with frame.at_home(data, now, json):
        from levee.store.sealed import Seal

        seal = Seal(data / "keys" / "seal.key")
        count = seal.rotate()
        body = {"originals": count, "key": "LEVEE_SEAL_KEY" if seal.given else "seal.key"}
        frame.answer(body, json, lambda: shows.print(f"{count} originals are sealed anew"))
        if seal.given:
            says.print("the keys come from LEVEE_SEAL_KEY: only its first one is needed now")
