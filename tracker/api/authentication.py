"""`Authorization: Token …`: programs act as the person whose token they have."""

from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed

from tracker.people import tokens
from tracker.people.models import ApiToken, User


class TokenAuthentication(authentication.TokenAuthentication):
    """Reads the header as DRF does, and believes the tokens of `tracker.people.tokens`."""

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        """The token's person, and the token. Raises AuthenticationFailed."""
        token = tokens.valid(key)
        if token is None:
            raise AuthenticationFailed(
                "This token is not valid: it is unknown or was revoked. Make one in the console."
            )
        tokens.note_use(token)
        return token.person, token
