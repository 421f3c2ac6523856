"""Where does somebody look who asked for work that goes on in the background?"""

from typing import Any

from ninja import Status

V1 = "/api/v1"


def accepted(job: str, look: str = "") -> Status[dict[str, Any]]:
    """202: the job's id, and the address that will tell what came of it."""
    return Status(202, {"job": job, "state": "ready", "look": f"{V1}{look or f'/jobs/{job}'}"})
