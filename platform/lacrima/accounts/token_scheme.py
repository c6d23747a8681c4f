"""How a token is sent, for the OpenAPI document."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes `Authorization: Token …` to those who write programs."""

    target_class = "lacrima.accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """The header and how it is written."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Write the word Token, a space, and the token's secret.",
        }
