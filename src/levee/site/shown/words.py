"""What are states, kinds and outcomes called in the reader's language?

Rules and the ledger name them in English, and pages decide by those names. They are said in
another language here, where they are drawn, and nowhere before.
"""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from levee.site.shown import names

#: Each stands here so that translators get it; a test holds that no member of an enum is missing.
WORDS = frozenset((
    # tickets: state, stage, relation
    noop("open"), noop("pended"), noop("paused"), noop("resolved"), noop("merged"),
    noop("taken in"), noop("reproduced"), noop("not reproduced"), noop("isolated"),
    noop("fixing"), noop("remediated"), noop("related"), noop("blocks"), noop("blocked by"),
    noop("causes"), noop("caused by"), noop("split into"), noop("split from"), noop("takes in"),
    # events
    noop("opened"), noop("received"), noop("acknowledged"), noop("mail taken"),
    noop("mail set aside"), noop("mail taken up"), noop("mail dismissed"), noop("filled"),
    noop("resumed"), noop("partner set"), noop("judged"), noop("assigned"), noop("routed"),
    noop("levelled"), noop("triaged"), noop("noted"), noop("replied"), noop("heard"),
    noop("case heard"), noop("drafted"), noop("rung fired"), noop("audited"), noop("labelled"),
    noop("unlabelled"), noop("asked"), noop("classified"), noop("work opened"),
    noop("knowledge work opened"), noop("work turned"), noop("must run"), noop("certified away"),
    noop("fix submitted"), noop("fix verified"), noop("fix refused"), noop("reopened"),
    noop("joined"), noop("parted"), noop("informed"), noop("split"), noop("linked"),
    noop("unlinked"), noop("postmortem drafted"), noop("postmortem sent"), noop("night called"),
    noop("pinned"), noop("unpinned"), noop("contact verified"), noop("contact withdrawn"),
    noop("update drafted"), noop("update approved"), noop("update sent"), noop("incident opened"),
    noop("automation paused"), noop("incident reviewed"), noop("automation resumed"),
    noop("session booked"), noop("session moved"), noop("session cancelled"),
    noop("session held"), noop("session missed"), noop("night planned"), noop("night ended"),
    noop("reviewed"), noop("certificate withdrawn"), noop("work changed"),
    noop("certified"), noop("suspended"), noop("released"), noop("advanced"),
    noop("declared"), noop("rolled back"), noop("mitigated"), noop("granted"), noop("key made"),
    noop("key revoked"), noop("applied"), noop("admitted"), noop("lapsed"), noop("withdrawn"),
    noop("contract adopted"), noop("evidence sealed"), noop("support reported"),
    noop("sealed opened"), noop("account made"), noop("account closed"), noop("account reopened"),
    noop("account changed"), noop("account told"), noop("invited"), noop("invitation withdrawn"),
    # clocks
    noop("running"), noop("breached"), noop("met"), noop("late"), noop("stopped"), noop("resume"),
    noop("restart"), noop("new"), noop("keep"), noop("held up"),
    # runs, nights, certificates
    noop("passed"), noop("failed"), noop("conflict"), noop("flaky"), noop("broken"),
    noop("empty"), noop("timeout"), noop("night"), noop("canary"), noop("reproduce"),
    noop("baseline"), noop("isolate"), noop("verify"), noop("adhoc"), noop("confirm"),
    noop("rerun"), noop("aa"), noop("new red"), noop("known red"), noop("unanswered"),
    noop("missing"), noop("red"), noop("green"), noop("wavered"), noop("must"), noop("top"),
    noop("pairs"), noop("untested"), noop("candidate"), noop("awaiting review"), noop("failing"),
    noop("expired"), noop("temporary"), noop("known failing"), noop("fails"), noop("passes"),
    noop("unresolved"), noop("impossible"), noop("dependency conflict"),
    noop("configuration mismatch"), noop("documentation gap"), noop("genuine bug"),
    noop("combinatorial bug"),
    # stacks and what differs
    noop("host"), noop("runtime"), noop("plugin"), noop("dependency"), noop("setting"),
    noop("added"), noop("removed"), noop("changed"), noop("same"), noop("version"),
    # work, updates, sessions
    noop("in progress"), noop("dropped"), noop("done"),
    noop("hotfix"), noop("compatibility patch"), noop("knowledge article"), noop("verifying"),
    noop("verified"), noop("held"), noop("undecided"), noop("approved"), noop("sent"),
    noop("superseded"), noop("booked"), noop("cancelled"), noop("missed"), noop("refused"),
    noop("lower"), noop("higher"),
    # what a ticket file and its evidence hold
    noop("stack"), noop("stack.host"), noop("stack.runtime"), noop("stack.plugin"),
    noop("stack.dependency"), noop("stack.settings"), noop("stack.components"), noop("title"),
    noop("description"), noop("environment"), noop("traffic profile"), noop("reproduction steps"),
    noop("reported at"), noop("affected user"), noop("affected screen"), noop("impact"),
    noop("attachments"), noop("evidence"), noop("partner"), noop("client"), noop("error report"),
    noop("layer"), noop("component"), noop("recent change"), noop("provider status"),
    noop("unknown"),
    # keys and labels of the shipped contract
    noop("remediation"), noop("dns"), noop("tls"), noop("server"), noop("network"),
    noop("incident"), noop("degraded"), noop("marketplace"), noop("deploy"), noop("migration"),
    noop("production impact"), noop("customer visibility"), noop("revenue risk"),
    noop("privacy exposure"), noop("data correctness"), noop("automation state"), noop("none"),
    noop("degraded"), noop("blocked"), noop("down"), noop("internal"), noop("some"), noop("all"),
    noop("low"), noop("high"), noop("critical"), noop("possible"), noop("confirmed"),
    noop("intact"), noop("suspect"), noop("wrong"), noop("pause workflows"),
    noop("contact hosting"), noop("contact provider"), noop("open marketplace support"),
    noop("update customer"), noop("approve rollback"), noop("hosting"), noop("provider"),
    noop("marketplace"), noop("plugin support"), noop("support lead"), noop("commander"),
    noop("customer liaison"), noop("scribe"), noop("post incident"), noop("migration"),
    noop("reindex"), noop("always"), noop("business"), noop("rollout"),
))  # fmt: skip


def word(value: str) -> str:
    """A name as it is said; one that is not of ours, such as a contract's own, stays."""
    return gettext(names.said(value)) if value else ""


def listed(values: Iterable[str]) -> str:
    return ", ".join(map(word, values))
