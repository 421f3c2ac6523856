"""What does `levee` answer to? Each command is a few lines that hand over to a story."""

import io
import sys

import typer

from levee.commands import (
    audit,
    contract_change,
    contract_due,
    contract_lint,
    contract_texts,
    demo,
    desk,
    fleet,
    isolate,
    lab,
    nights,
    redact,
    repair,
    serve,
    suite_judge,
)


def group(text: str) -> typer.Typer:
    return typer.Typer(help=text, no_args_is_help=True)


app = typer.Typer(
    help="Partner support for vendors whose product has plugins.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ticket = group("Tickets.")
contract = group("The operational contract.")
bench = group("The lab: runs, nights, isolation.")
fix = group("Fixes of work items.")
certify = group("Certificates.")
clients = group("What clients run.")

for name, part in (
    ("ticket", ticket),
    ("contract", contract),
    ("lab", bench),
    ("fix", fix),
    ("certify", certify),
    ("fleet", clients),
):
    app.add_typer(part, name=name)

app.command()(demo.demo)
app.command()(serve.up)
app.command()(serve.worker)
app.command()(desk.intake)
app.command()(desk.tick)
app.command()(desk.board)
app.command()(audit.audit)
app.command()(repair.report)
app.command("redact")(redact.main)
app.command("isolate")(isolate.command(suite_judge.suite_judge))
ticket.command()(desk.show)
contract.command()(contract_texts.init)
contract.command()(contract_lint.lint)
contract.command()(contract_change.diff)
contract.command()(contract_change.adopt)
contract.command()(contract_due.due)
for command in (lab.run, lab.rerun, lab.reproduce, lab.isolate):
    bench.command()(command)
for of_nights in (nights.night, nights.plan, nights.matrix):
    bench.command()(of_nights)
fix.command()(repair.submit)
certify.command()(repair.review)
certify.command()(repair.status)
clients.command("import")(fleet.take_in)
clients.command()(fleet.coverage)


def main() -> None:
    """A terminal that cannot show a character gets it written out, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
