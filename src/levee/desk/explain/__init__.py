"""Why does the contract say this: a severity, an owner, a deadline, the whole of it?"""

from levee.desk.explain.calendar import calendar
from levee.desk.explain.clock import clock
from levee.desk.explain.explained import Explained
from levee.desk.explain.overview import overview
from levee.desk.explain.severity import severity
from levee.desk.explain.ticket import ticket

__all__ = ["Explained", "calendar", "clock", "overview", "severity", "ticket"]
