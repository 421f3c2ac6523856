"""What does `levee` answer to? Each command is a few lines that hand over to a story."""

import typer

from levee.commands import contract_due, desk

app = typer.Typer(
    help="Partner support for vendors whose product has plugins.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ticket = typer.Typer(help="Tickets.", no_args_is_help=True)
contract = typer.Typer(help="The operational contract.", no_args_is_help=True)
app.add_typer(ticket, name="ticket")
app.add_typer(contract, name="contract")

app.command()(desk.intake)
app.command()(desk.tick)
app.command()(desk.board)
ticket.command()(desk.show)
contract.command()(contract_due.due)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
