"""Which Stack does this list describe? One small file for each list that people really have."""

from levee.desk.stack_lists.read import COMPONENTS, Oversize, Read, read
from levee.desk.stack_lists.recognise import FORMATS
from levee.desk.stack_lists.roles import role_of

__all__ = ["COMPONENTS", "FORMATS", "Oversize", "Read", "read", "role_of"]
