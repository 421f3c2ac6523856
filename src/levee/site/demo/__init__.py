"""Does the whole story hold on this machine? One ticket from intake to certificate, for real.

Every step goes through the same stories as the commands, on the same store. A demo that was
killed goes on where it stopped: what a step finds done, it does not do again.
"""

from levee.site.demo.nights import certify, learn, run_nights, send
from levee.site.demo.ticket import (
    isolate,
    open_work,
    refuse_bad_fix,
    reproduce,
    set_up,
    take_good_fix,
    take_in,
)
from levee.site.demo.told import Demo, Files

DEMO = (
    set_up,
    take_in,
    reproduce,
    isolate,
    open_work,
    refuse_bad_fix,
    take_good_fix,
    run_nights,
    certify,
    learn,
    send,
)

__all__ = ["DEMO", "Demo", "Files"]
