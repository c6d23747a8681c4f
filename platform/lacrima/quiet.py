"""gunicorn's log without its access part, which would hold participants' links and costs a tenth of each request."""

from gunicorn.glogging import Logger


class Quiet(Logger):
    """Errors only."""

    def _compute_access_log_enabled(self) -> bool:
        # gunicorn takes any logconfig_dict for a wish to have an access log.
        return False
