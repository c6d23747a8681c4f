"""How often one user's programs may ask."""

from rest_framework.throttling import UserRateThrottle


class ProgramThrottle(UserRateThrottle):
    """Five a second over a minute, all programs of a user together; without the cache, nobody is held up."""

    rate = "300/min"
