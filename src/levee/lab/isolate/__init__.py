"""Which smallest change breaks, found in as few runs as theory allows?"""

from levee.lab.isolate.chance import SURE, Chance, doubtful
from levee.lab.isolate.prior import Prior
from levee.lab.isolate.report import Reporter
from levee.lab.isolate.search import Limits, Search
from levee.lab.isolate.smallest import How, NothingToIsolate, pursue, smallest
from levee.lab.isolate.words import Answer, Judge, Judgement, Question, Status, Why

__all__ = [
    "SURE",
    "Answer",
    "Chance",
    "How",
    "Judge",
    "Judgement",
    "Limits",
    "NothingToIsolate",
    "Prior",
    "Question",
    "Reporter",
    "Search",
    "Status",
    "Why",
    "doubtful",
    "pursue",
    "smallest",
]
