"""What does `levee` answer to? Each command is a few lines that hand over to a story."""

import io
import sys

import typer

from levee.commands import (
    accounts,
    api_keys,
    audit,
    certificates,
    channel,
    check,
    contract_change,
    contract_due,
    contract_explain,
    contract_lint,
    contract_playbook,
    contract_texts,
    demo,
    desk,
    doctor,
    evidence,
    finding_tickets,
    findings,
    first_steps,
    fleet,
    incident,
    intake,
    inviting,
    isolate,
    kept_mail,
    keys,
    lab,
    mail,
    moves,
    moves_between,
    nights,
    numbers,
    programme,
    redact,
    repair,
    retention,
    routing,
    serve,
    session,
    suite,
    suite_judge,
    update,
    verify,
    webhooks,
    work,
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
work_group = group("Work items: what has to be done, by whom, until when.")
certify = group("Certificates.")
clients = group("What clients run.")
account_group = group("People who sign in to the pages.")
keys_group = group("Keys: of sealed originals, of the vendor, of the API.")
letters = group("Mail that came in.")
hooks = group("Webhooks: who is told of Events.")
suites = group("Suites: what is run against a stack.")
channels = group("Channels that updaters follow.")
plugins = group("What plugins declare that they work with.")
partners = group("The partner-safe programme.")

updates = group("Updates to the customer.")
contacts = group("Who may be written to about a ticket.")
incidents = group("Incidents: who leads, what is paused.")
remote = group("Remote sessions with the customer.")
papers = group("Postmortems.")

for name, part in (
    ("update", updates),
    ("contacts", contacts),
    ("incident", incidents),
    ("session", remote),
    ("postmortem", papers),
    ("ticket", ticket),
    ("contract", contract),
    ("lab", bench),
    ("fix", fix),
    ("work", work_group),
    ("certify", certify),
    ("fleet", clients),
    ("account", account_group),
    ("keys", keys_group),
    ("channel", channels),
    ("plugin", plugins),
    ("programme", partners),
    ("mail", letters),
    ("webhooks", hooks),
    ("suite", suites),
):
    app.add_typer(part, name=name)

app.command()(demo.demo)
app.command()(serve.up)
app.command()(serve.worker)
app.command()(doctor.doctor)
app.command("first-steps")(first_steps.first_steps)
app.command()(intake.intake)
app.command()(desk.tick)
app.command()(desk.board)
app.command()(audit.audit)
app.command()(numbers.report)
app.command()(check.check)
app.command()(verify.verify)
app.command("redact")(redact.main)
app.command("isolate")(isolate.command(suite_judge.suite_judge))
ticket.command()(desk.show)
for move in (
    moves.assign, moves.level, moves.severity, moves.partner, moves.triage, moves.pause,
    moves.resume,
):  # fmt: skip
    ticket.command()(move)
for word in (moves_between.note, moves_between.reply, moves_between.hear):
    ticket.command()(word)
for end in (moves_between.resolve, moves_between.reopen):
    ticket.command()(end)
for tie in (moves_between.merge, moves_between.split, moves_between.link, moves_between.unlink):
    ticket.command()(tie)
ticket.command()(moves_between.history)
for seek in (finding_tickets.find, finding_tickets.reindex):
    ticket.command()(seek)
app.command("support-report")(evidence.support_report)
for of_tickets in (desk.show, intake.fill, evidence.evidence, evidence.original):
    ticket.command()(of_tickets)
for of_channels in (
    channel.show, channel.calendar, channel.move, channel.advance, channel.rollback,
    channel.manifest, channel.follow, channel.pins,
):  # fmt: skip
    channels.command()(of_channels)
for of_plugins in (channel.declare, channel.compare):
    plugins.command()(of_plugins)
keys_group.command()(evidence.rotate)
letters.command()(mail.take)
for of_kept in (
    kept_mail.unread, kept_mail.show, kept_mail.original, kept_mail.ticket, kept_mail.attach,
    kept_mail.dismiss,
):  # fmt: skip
    letters.command()(of_kept)
ticket.command()(desk.show)
ticket.command()(routing.route)
contract.command()(contract_texts.init)
contract.command()(contract_lint.lint)
contract.command()(contract_change.diff)
contract.command()(contract_change.adopt)
contract.command()(contract_due.due)
contract.command()(contract_playbook.playbook)
contract.command()(contract_explain.explain)
for command in (lab.run, lab.rerun, lab.reproduce, lab.isolate, findings.hit, findings.overrule):
    bench.command()(command)
for of_nights in (nights.night, nights.plan, nights.matrix, nights.aa):
    bench.command()(of_nights)
for of_runs in (retention.pin, retention.prune):
    bench.command()(of_runs)
fix.command()(repair.submit)
for of_updates in (update.draft, update.approve, update.send, update.show):
    updates.command()(of_updates)
for of_contacts in (update.verify, update.withdraw):
    contacts.command()(of_contacts)
contacts.command("show")(update.contacts)
for of_incident in (incident.show, incident.pause, incident.review, incident.resume):
    incidents.command()(of_incident)
for of_session in (
    session.show, session.book, session.move, session.cancel, session.held, session.missed,
):  # fmt: skip
    remote.command()(of_session)
papers.command("draft")(incident.draft_postmortem)
papers.command("send")(incident.send_postmortem)
work_group.command()(work.show)
work_group.command()(work.change)
certify.command()(repair.review)
certify.command()(repair.status)
for of_certificates in (
    certificates.lock, certificates.badge, certificates.starters, certificates.withdraw,
):  # fmt: skip
    certify.command()(of_certificates)
keys_group.command("vendor")(keys.vendor)
keys_group.command("vendor-rotate")(keys.rotate)
keys_group.command("vendor-revoke")(keys.revoke)
for of_partners in (programme.apply, programme.status, programme.withdraw):
    partners.command()(of_partners)
hooks.command("list")(webhooks.list_webhooks)
for of_hooks in (webhooks.add, webhooks.remove, webhooks.deliveries, webhooks.redeliver):
    hooks.command()(of_hooks)
suites.command()(suite.init)
clients.command()(fleet.init)
clients.command("import")(fleet.take_in)
clients.command()(fleet.coverage)
clients.command()(fleet.uncovered)
for of_accounts in (accounts.create, accounts.link, accounts.close, accounts.reopen):
    account_group.command()(of_accounts)
for of_account in (accounts.forget_second, accounts.person, accounts.sign_out):
    account_group.command()(of_account)
for of_invitations in (
    inviting.invite, inviting.invitations, inviting.invite_again, inviting.withdraw,
):  # fmt: skip
    account_group.command()(of_invitations)
account_group.command("list")(accounts.list_accounts)
keys_group.command()(api_keys.create)
keys_group.command("list")(api_keys.list_keys)
keys_group.command()(api_keys.revoke)


def main() -> None:
    """A terminal that cannot show a character gets it written out, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
