"""Which page is at which address?"""

from django.urls import path, register_converter

from levee.web import assets, entering, live, pages
from levee.web.acts import of_inbox, of_intake, of_ticket, of_update
from levee.web.api.api import api
from levee.web.portal import acts as of_portal
from levee.web.portal import pages as portal


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


class RunId(Converter):
    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}"


class ChannelName(Converter):
    regex = "[A-Za-z0-9_-]{1,60}"


register_converter(ChannelName, "channel")
register_converter(Digest, "digest")
register_converter(TicketId, "ticket")
register_converter(RunId, "run")

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in/", entering.sign_in, name="sign_in"),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("enter/<slug:number>/<slug:token>/", entering.enter, name="enter"),
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
    path("board/", pages.board, name="board"),
    path("matrix/", pages.matrix, name="matrix"),
    path("stacks/<digest:digest>/", pages.stack, name="stack"),
    path("runs/<run:run_id>/", pages.run, name="run"),
    path("runs/<run:run_id>/lock.txt", pages.run_lock, name="run_lock"),
    path("certificates/", pages.certificates, name="certificates"),
    path("certificates/<digest:digest>/", pages.certificate, name="certificate"),
    path("certificates/<digest:digest>/lock.txt", pages.certificate_lock, name="certificate_lock"),
    path("badges/<digest:digest>.svg", pages.badge, name="badge"),
    path("badges/<digest:digest>.json", pages.endpoint, name="badge_endpoint"),
    path("channels/<channel:name>.json", pages.manifest, name="manifest"),
    path("channels/", pages.channels, name="channels"),
    path("fleet/", pages.fleet, name="fleet"),
    path("contract/", pages.contract, name="contract"),
    path("check/", pages.check, name="check"),
    path("numbers/", pages.numbers, name="numbers"),
    path("numbers.csv", pages.numbers_csv, name="numbers_csv"),
    path("portal/", portal.tickets, name="portal"),
    path("portal/tickets/<ticket:ticket_id>/", of_portal.ticket, name="portal_ticket"),
    path("portal/tickets/<ticket:ticket_id>/do/<slug:act>/", of_portal.act, name="portal_act"),
    path("portal/tickets/<ticket:ticket_id>/live", live.partner_live, name="portal_live"),
    path("portal/report/", of_portal.report, name="portal_report"),
    path("portal/report/do/report/", of_portal.send, name="portal_send"),
    path("portal/stacks/", portal.stacks, name="portal_stacks"),
    path("portal/stacks/<digest:digest>/lock.txt", portal.lock, name="portal_lock"),
    path("portal/check/", portal.check, name="portal_check"),
    path("portal/updates/", portal.told, name="portal_told"),
    path("api/v1/", api.urls),
    path("static/<slug:digest>/<path:name>", assets.asset, name="asset"),
]
