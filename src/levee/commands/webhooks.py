"""Who is told of Events by webhooks, and how did it go?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, Now, plain, shows

WebhookId = Annotated[int, typer.Argument(metavar="ID", help="the number in the list")]


def add(
    url: Annotated[str, typer.Argument(help="where to: an https address")],
    kind: Annotated[
        list[str] | None, typer.Option(help="opened, isolated, ...; none: every kind")
    ] = None,
    partner: Annotated[str, typer.Option(help="only this partner's tickets")] = "",
    name: Annotated[str, typer.Option(help="what it is for")] = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Tell this address of Events. Its signing secret is shown this once."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_webhooks
        from levee.site.stories_webhooks import Wanted

        wanted = Wanted(url=url, kinds=tuple(kind or ()), partner=partner, name=name)
        endpoint, secret = stories_webhooks.add(wanted, home.now)
        body = stories_webhooks.said(endpoint) | {"secret": secret}
        frame.answer(body, json, lambda: _show_new(body))


def _show_new(body: dict[str, Any]) -> None:
    _show(body)
    shows.print(f"  secret, shown this once: [bold]{plain(body['secret'])}[/bold]")


def list_webhooks(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Every address that is told now."""
    with frame.at_home(data, now, json):
        from levee.site import stories_webhooks
        from levee.store import webhooks

        body = {"webhooks": [stories_webhooks.said(e) for e in webhooks.every()]}
        frame.answer(body, json, lambda: _show_all(body))


def _show_all(body: dict[str, Any]) -> None:
    if not body["webhooks"]:
        shows.print("no webhook yet; `levee webhooks add URL` adds one")
    for one in body["webhooks"]:
        _show(one)


def _show(one: dict[str, Any]) -> None:
    whose = f" for {plain(one['partner'])}" if one["partner"] else ""
    shows.print(f"[bold]{one['id']}[/bold] {plain(one['url'])} {plain(one['name'])}{whose}")
    shows.print(f"  {', '.join(one['kinds'])}")


def remove(
    webhook_id: WebhookId, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False
) -> None:
    """Tell an address nothing more; its log stays."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_webhooks
        from levee.store import webhooks

        found = webhooks.find(webhook_id)
        webhooks.remove(found.id, home.now)
        body = stories_webhooks.said(webhooks.find(found.id))
        frame.answer(body, json, lambda: shows.print(f"webhook {webhook_id} is told nothing more"))


def deliveries(
    webhook_id: WebhookId,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many at most")] = 50,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Each attempt to tell an address, the newest first."""
    with frame.at_home(data, now, json):
        from levee.site import stories_webhooks
        from levee.store import webhooks

        found = webhooks.deliveries(webhooks.find(webhook_id).id, most=limit)
        body = {"deliveries": [stories_webhooks.attempt(d) for d in found]}
        frame.answer(body, json, lambda: _show_log(body))


def _show_log(body: dict[str, Any]) -> None:
    for told in body["deliveries"]:
        word = "taken" if told["delivered"] else "[bold red]not taken[/bold red]"
        answer = f"{told['status'] or 'no answer'} {plain(told['said'][:80])}"
        shows.print(f"{told['id']} {told['at'][:19]}Z {told['kind']} {word}: {answer}")


def redeliver(
    delivery_id: Annotated[int, typer.Argument(metavar="DELIVERY", help="a number in the log")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Tell it again, now; the message keeps its id. Exit 1 when it is not taken."""
    with frame.at_home(data, now, json) as home:
        from levee.site import jobs, stories_webhooks
        from levee.store import webhooks

        told = webhooks.delivery(delivery_id)
        webhooks.owe_again(told)
        jobs.post_owed(home.now)
        body = stories_webhooks.attempt(webhooks.deliveries(told.webhook, most=1)[0])
        frame.answer(body, json, lambda: _show_log({"deliveries": [body]}))
        if not body["delivered"]:
            frame.leave(Exit.NOT_HELD)
