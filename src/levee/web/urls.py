"""Which page is at which address?"""

from django.urls import path, register_converter

from levee.model.reader import Whom
from levee.web import assets, first_steps, keeping, live, pages
from levee.web.acts import (
    of_certificate,
    of_channel,
    of_check,
    of_inbox,
    of_intake,
    of_lab,
    of_postmortem,
    of_ticket,
    of_update,
    of_work,
)
from levee.web.api.api import api
from levee.web.identity import places
from levee.web.portal import acts as of_portal
from levee.web.portal import pages as portal
from levee.web.settings import accounts, hooks, keys, mail, people


class Converter:
    """Text that matches ``regex`` whole."""

    regex = ""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Digest(Converter):
    """A Stack's digest, or how it begins."""

    regex = "[0-9a-f]{8,64}"


class TicketId(Converter):
    regex = "T-[0-9]{1,12}"


class WorkId(Converter):
    regex = "W-[0-9]{1,12}(?:-[0-9]{1,4})?"


class RunId(Converter):
    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}"


class ChannelName(Converter):
    regex = "[A-Za-z0-9_-]{1,60}"


register_converter(ChannelName, "channel")
register_converter(Digest, "digest")
register_converter(TicketId, "ticket")
register_converter(RunId, "run")
register_converter(WorkId, "work")

urlpatterns = [
    path("api/v1/", api.urls),  # first: programs ask most
    path("", pages.home, name="home"),
    *places.places,
    path("inbox/<slug:stream>/", of_inbox.inbox, name="inbox"),
    path("inbox/<slug:stream>/do/<slug:act>/", of_inbox.act, name="inbox_act"),
    path("intake/<slug:stream>/", of_intake.report, name="report"),
    path("intake/<slug:stream>/do/report/", of_intake.act, name="report_act"),
    path("tickets/", pages.tickets, name="tickets"),
    path("tickets/<ticket:ticket_id>/", of_ticket.ticket, name="ticket"),
    path("tickets/<ticket:ticket_id>/do/<slug:act>/", of_ticket.act, name="ticket_act"),
    path("tickets/<ticket:ticket_id>/live", live.live, name="live"),
    path("tickets/<ticket:ticket_id>/update/", of_update.update, name="update"),
    path("tickets/<ticket:ticket_id>/update/do/<slug:act>/", of_update.act, name="update_act"),
    path("tickets/<ticket:ticket_id>/postmortem/", of_postmortem.postmortem, name="postmortem"),
    path(
        "tickets/<ticket:ticket_id>/postmortem/do/<slug:act>/",
        of_postmortem.act,
        name="postmortem_act",
    ),
    path("tickets/<ticket:ticket_id>/kept/<slug:form>/", keeping.keep, name="ticket_kept"),
    path("tickets/<ticket:ticket_id>/update/kept/<slug:form>/", keeping.keep, name="update_kept"),
    path("intake/<slug:stream>/kept/<slug:form>/", keeping.keep, name="report_kept"),
    path("board/", pages.board, name="board"),
    path("work/<work:work_id>/", of_work.work, name="work"),
    path("work/<work:work_id>/do/<slug:act>/", of_work.act, name="work_act"),
    path("work/<work:work_id>/kept/<slug:form>/", keeping.keep, name="work_kept"),
    path("matrix/", of_lab.matrix, name="matrix"),
    path("matrix/rows/", of_lab.matrix_rows, name="matrix_rows"),
    path("matrix/do/<slug:act>/", of_lab.act_on_nights, name="night_act"),
    path("stacks/<digest:digest>/", pages.stack, name="stack"),
    path("runs/<run:run_id>/", of_lab.run, name="run"),
    path("runs/<run:run_id>/do/<slug:act>/", of_lab.act_on_run, name="run_act"),
    path("runs/<run:run_id>/lock.txt", pages.run_lock, name="run_lock"),
    path("certificates/", of_certificate.certificates, name="certificates"),
    path("certificates/do/<slug:act>/", of_certificate.act_for_all, name="starters_act"),
    path("certificates/<digest:digest>/", of_certificate.certificate, name="certificate"),
    path("certificates/<digest:digest>/do/<slug:act>/", of_certificate.act, name="certificate_act"),
    path("certificates/<digest:digest>/lock.txt", pages.certificate_lock, name="certificate_lock"),
    path("badges/<digest:digest>.svg", pages.badge, name="badge"),
    path("badges/<digest:digest>.json", pages.endpoint, name="badge_endpoint"),
    path("channels/<channel:name>.json", pages.manifest, name="manifest"),
    path("rollout-calendar.ics", of_channel.calendar_file, name="rollout_file"),
    path("channels/", of_channel.every, name="channels"),
    path("channels/<channel:name>/", of_channel.channel, name="channel"),
    path("channels/<channel:name>/do/<slug:act>/", of_channel.act, name="channel_act"),
    path("fleet/", pages.fleet, name="fleet"),
    path("contract/", pages.contract, name="contract"),
    path("check/", of_check.check, name="check"),
    path("check/do/check/", of_check.act, name="check_act"),
    path("numbers/", pages.numbers, name="numbers"),
    path("numbers.csv", pages.numbers_csv, name="numbers_csv"),
    path("portal/", portal.tickets, name="portal"),
    path("portal/tickets/<ticket:ticket_id>/", of_portal.ticket, name="portal_ticket"),
    path("portal/tickets/<ticket:ticket_id>/do/<slug:act>/", of_portal.act, name="portal_act"),
    path("portal/tickets/<ticket:ticket_id>/live", live.partner_live, name="portal_live"),
    path(
        "portal/tickets/<ticket:ticket_id>/kept/<slug:form>/",
        keeping.keep,
        {"whom": Whom.PARTNER},
        name="portal_kept",
    ),
    path(
        "portal/report/kept/<slug:form>/",
        keeping.keep,
        {"whom": Whom.PARTNER},
        name="portal_report_kept",
    ),
    path("portal/report/", of_portal.report, name="portal_report"),
    path("portal/report/do/report/", of_portal.send, name="portal_send"),
    path("portal/stacks/", portal.stacks, name="portal_stacks"),
    path("portal/stacks/<digest:digest>/lock.txt", portal.lock, name="portal_lock"),
    path("portal/check/", portal.check, name="portal_check"),
    path("portal/updates/", portal.told, name="portal_told"),
    path("first-steps/", first_steps.look, name="first_steps"),
    path("first-steps/do/<slug:act>/", first_steps.act, name="first_steps_act"),
    path("settings/", accounts.look, name="settings"),
    path("settings/do/<slug:act>/", accounts.act, name="settings_act"),
    path("settings/people/", people.look, name="settings_people"),
    path("settings/people/do/<slug:act>/", people.act, name="settings_people_act"),
    path("settings/keys/", keys.look, name="settings_keys"),
    path("settings/keys/do/<slug:act>/", keys.act, name="settings_keys_act"),
    path("settings/webhooks/", hooks.look, name="settings_webhooks"),
    path("settings/webhooks/do/<slug:act>/", hooks.act, name="settings_webhooks_act"),
    path("settings/mail/", mail.look, name="settings_mail"),
    path("settings/mail/do/test/", mail.test, name="settings_mail_test"),
    path("static/<slug:digest>/<path:name>", assets.asset, name="asset"),
]
