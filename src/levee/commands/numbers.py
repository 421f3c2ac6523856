"""What do the metrics say, now or over a period, in a terminal or as CSV?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.model.problem import Problem, Rejected

_BARS = "▁▂▃▄▅▆▇█"


def report(
    days: Annotated[str, typer.Option(help="7, 30, 90 or 365, beside as many before")] = "",
    first: Annotated[str, typer.Option("--from", help="first day (UTC), with --to")] = "",
    last: Annotated[str, typer.Option("--to", help="last day (UTC), with --from")] = "",
    stream: Annotated[str, typer.Option(help="tickets of this stream only")] = "",
    partner: Annotated[str, typer.Option(help="tickets and clients of this partner only")] = "",
    csv: Annotated[str, typer.Option(help="print CSV: of the `period` or of its `parts`")] = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """The numbers, each with its definition; what is not measured yet says so. With a period:
    beside the one before, and a mark for each of its equal parts."""
    query = {"days": days, "from": first, "to": last, "stream": stream, "partner": partner}
    asked = {name: text for name, text in query.items() if text}
    with frame.at_home(data, now, json) as home:
        from levee.site import numbers, period
        from levee.site.shown import numbers as shown

        if csv not in ("", "period", "parts"):
            raise Rejected((Problem("--csv", "is period or parts"),))
        if csv:
            typer.echo(shown.table(home.hands, asked | {"table": csv}, home.now), nl=False)
        elif asked:
            streams = home.hands.desk.contract().file.streams
            wanted = period.read(asked, streams, home.now)
            body = numbers.over(home.hands, wanted, home.now)
            frame.answer(body, json, lambda: show_period(body))
        else:
            body = numbers.report(home.hands, home.now)
            frame.answer(body, json, lambda: show_numbers(body))


def show_numbers(body: dict[str, Any]) -> None:
    for number in body["numbers"]:
        shows.print(f"{number['title']}: [bold]{plain(number['text'])}[/bold]")
        shows.print(f"  [dim]{plain(number['definition'])}[/dim]")


def show_period(body: dict[str, Any]) -> None:
    span, before = body["period"], body["before"]
    shows.print(f"{span['after']} to {span['until']}, beside the period from {before['after']}")
    for number in body["numbers"]:
        shows.print(f"{number['title']}: [bold]{plain(number['text'])}[/bold]")
        if any(part["value"] is not None for part in number["parts"]):
            shows.print(f"  {bars([part['value'] for part in number['parts']])}", highlight=False)
        shows.print(f"  [dim]before: {plain(number['before']['text'])}[/dim]")


def bars(values: list[float | None]) -> str:
    """A line of blocks from nothing to the largest; a dot where nothing was measured."""
    most = max((v for v in values if v), default=0.0)
    return "".join(
        "·" if v is None else _BARS[round((len(_BARS) - 1) * v / most)] if most else _BARS[0]
        for v in values
    )
