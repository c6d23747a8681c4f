"""Who may sign in, and the tokens that their programs use."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

if TYPE_CHECKING:
    _EmailField = models.EmailField[str, str]
else:
    _EmailField = models.EmailField


class LowerCaseEmailField(_EmailField):
    """An address that is stored and looked up in lower case: people do not type it the same way twice."""

    def get_prep_value(self, value: Any) -> Any:
        """The address as it goes to the database, in a row or in a question."""
        prepared = super().get_prep_value(value)
        return prepared.lower() if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Keep the object in memory equal to its row."""
        address = super().pre_save(model_instance, add)
        lowered = address.lower() if isinstance(address, str) else address
        setattr(model_instance, self.attname, lowered)
        return lowered


class UserManager(BaseUserManager["User"]):
    """Makes users with an address, a password and no user name."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "", is_staff: bool = False) -> "User":
        """A researcher; without a password nobody can sign in until one is set."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email, name=name, is_staff=is_staff)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, *, name: str = "") -> "User":
        """An admin to whom Django refuses nothing."""
        user = self.create_user(email, password, name=name, is_staff=True)
        user.is_superuser = True
        user.save(using=self._db, update_fields=["is_superuser"])
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A researcher, or with `is_staff` an admin. Participants have no account."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "email": "direct",
        "name": "direct",
        "password": "direct",
        "last_login": "technical",
        "is_superuser": "technical",
        "is_active": "technical",
        "is_staff": "technical",
        "date_joined": "technical",
    }

    email = LowerCaseEmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            # Ada@x.org and ada@x.org are one person, also for whoever writes past the field.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """The name, or the address of someone who gave none."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """The name, or what stands before the @."""
        return self.name or self.email.partition("@")[0]


class ApiToken(models.Model):
    """Lets a program act for its user. Only the secret's SHA-256 is kept."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "user": "direct",
        "name": "technical",
        "token_sha256": "technical",
        "created_at": "technical",
        "last_used_on": "technical",
        "revoked_at": "technical",
    }

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    token_sha256 = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    # A day, not a moment: enough to find forgotten tokens, and one write a day.
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
