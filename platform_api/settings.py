"""Every setting of the platform: read from `TRELLIS_*` in the environment, or given by the caller."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from governance.errors import Invalid

__all__ = ["IssuerSettings", "Settings", "WebhookSettings", "load_settings"]

_DAY = 24 * 60 * 60
_MIB = 1024 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class IssuerSettings(BaseModel):
    """An OpenID Connect issuer whose access tokens the platform accepts; the keys come from here, never from a token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(min_length=1, max_length=512, description="The exact `iss` of its tokens")
    audience: str = Field(min_length=1, max_length=512, description="The exact `aud` its tokens must carry")
    jwks_file: Path | None = Field(default=None, description="A file that holds its JSON Web Key Set")
    jwks_url: HttpUrl | None = Field(default=None, description="Where its JSON Web Key Set is fetched from")
    algorithms: tuple[Literal["EdDSA", "ES256", "RS256", "PS256"], ...] = Field(
        default=("RS256", "ES256", "EdDSA"), min_length=1, description="Signature algorithms it may use"
    )
    subject_claim: str = Field(default="sub", description="The claim that holds the principal's id here")
    token_types: tuple[Literal["at+jwt", "JWT"], ...] = Field(
        default=("at+jwt",), min_length=1, description="The `typ` its access tokens carry; RFC 9068 says `at+jwt`"
    )
    max_token_seconds: int = Field(
        default=_DAY, ge=60, description="The longest life of a token of its that is accepted"
    )

    @model_validator(mode="after")
    def _one_place_for_keys(self) -> "IssuerSettings":
        if (self.jwks_file is None) == (self.jwks_url is None):
            raise ValueError("give either `jwks_file` or `jwks_url`")
        url = self.jwks_url
        if url is not None and url.scheme != "https" and url.host not in _LOOPBACK:
            raise ValueError("`jwks_url` must be https: whoever can change the keys can be anyone")
        return self


class WebhookSettings(BaseModel):
    """Where events are shipped to; only the operator can name such a place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$", description="What the subscriber is called in logs and lists")
    url: HttpUrl = Field(description="Where each event is POSTed to, as CloudEvents JSON")
    secret: SecretStr = Field(min_length=16, description="The key of the HMAC-SHA256 that signs each delivery")
    topics: tuple[str, ...] = Field(default=(), description="Topics it hears of; empty means all")


class Settings(BaseSettings):
    """What can be set, with the reason of each default."""

    model_config = SettingsConfigDict(env_prefix="TRELLIS_", extra="forbid", frozen=True, env_ignore_empty=True)

    home: Path = Field(
        default=Path(".trellis"), description="The folder that holds the registry, the keys and the tables"
    )
    host: str = Field(default="127.0.0.1", description="The address the API listens on")
    port: int = Field(default=8470, ge=0, le=65535, description="The port the API listens on")
    registry_url: str = Field(
        default="", description="SQLAlchemy URL of the registry; empty means SQLite in the home (`registry.db`)"
    )
    lock_wait_seconds: float = Field(
        default=30.0, gt=0, le=600, description="How long a write waits for its turn before it answers Unavailable"
    )
    issuer: str = Field(default="trellis", min_length=1, max_length=512, description="`iss` of the tokens signed here")
    audience: str = Field(
        default="trellis-api", min_length=1, max_length=512, description="`aud` of the tokens signed here"
    )
    token_seconds: int = Field(default=3600, ge=60, le=_DAY, description="How long a token lives unless asked for less")
    max_token_seconds: int = Field(default=_DAY, ge=60, le=7 * _DAY, description="The longest life a token may ask for")
    oidc_issuers: tuple[IssuerSettings, ...] = Field(default=(), description="Other issuers whose tokens are accepted")
    max_body_bytes: int = Field(default=_MIB, ge=1024, le=256 * _MIB, description="The largest request body")
    max_body_seconds: float = Field(
        default=30.0,
        gt=0,
        le=600,
        description="How long a body may take; 1 MB needs less on the slowest line worth serving",
    )
    max_header_bytes: int = Field(default=16 * 1024, ge=1024, le=_MIB, description="The most bytes of request headers")
    max_json_depth: int = Field(default=64, ge=8, le=256, description="The deepest nesting of a JSON body")
    page_size: int = Field(default=50, ge=1, le=500, description="Items on a page when the caller names no number")
    max_page_size: int = Field(default=500, ge=1, le=500, description="The most items on a page")
    max_grant_days: int = Field(default=366, ge=1, le=3660, description="The longest a grant may last")
    max_pin_days: int = Field(default=366, ge=1, le=3660, description="The longest a snapshot may be pinned")
    snapshot_days: float = Field(
        default=7.0, ge=0, le=3660, description="How long a snapshot stays after it was last what readers see"
    )
    snapshots_kept: int = Field(
        default=3, ge=1, le=10_000, description="The last snapshots of a table that stay whatever their age"
    )
    file_grace_hours: float = Field(
        default=24.0,
        ge=1,
        le=24 * 366,
        description="How old a file that no snapshot needs must be to be removed; more than any query takes",
    )
    receipt_days: int = Field(default=7, ge=1, le=366, description="How long the answer to an Idempotency-Key is kept")
    webhooks: tuple[WebhookSettings, ...] = Field(default=(), description="Subscribers that events are shipped to")
    ship_seconds: float = Field(default=2.0, gt=0, le=3600, description="How often waiting events are shipped")

    query_memory_bytes: int = Field(
        default=1024 * _MIB,
        ge=256 * _MIB,
        le=1024 * 1024 * _MIB,
        description="What a query may take; filtered tables of one whose answer could tell of hidden rows are held in it",
    )
    schedule_parallel: int = Field(
        default=2,
        ge=0,
        le=64,
        description="How many scheduled runs are under way at once; 0 leaves them to other servers",
    )
    schedule_seconds: float = Field(
        default=5.0,
        gt=0,
        le=3600,
        description="How often a server looks for what is due and for what others left behind",
    )
    schedule_run_hours: float = Field(
        default=12.0, gt=0, le=168, description="How long a scheduled run may take before it is stopped"
    )
    log_days: int = Field(
        default=30, ge=1, le=3660, description="How long the log of a run, and what became of a scheduled one, is kept"
    )
    public_metrics: bool = Field(
        default=False, description="Whether the `/metrics` and `/health` of products need no token"
    )
    runs_at_once: int = Field(
        default=1, ge=1, le=64, description="How many runs the control ports of a server may have under way"
    )

    @field_validator("oidc_issuers")
    @classmethod
    def _told_apart(cls, issuers: tuple[IssuerSettings, ...], info: ValidationInfo) -> tuple[IssuerSettings, ...]:
        names = [info.data.get("issuer"), *(other.issuer for other in issuers)]
        if len(set(names)) != len(names):
            raise ValueError("two issuers have the same name")
        return issuers

    @property
    def address(self) -> str:
        """Where the API answers, as a URL."""
        return f"http://{self.host}:{self.port}"

    @property
    def registry(self) -> str:
        """The SQLAlchemy URL of the registry, with the default filled in."""
        return self.registry_url or f"sqlite:///{self.home.absolute() / 'registry.db'}"


def load_settings(**given: Any) -> Settings:
    """Return the settings: what the caller gives, then the environment, then the defaults.

    Raises `Invalid`, naming the variable, when a value does not fit; a platform never starts on a setting it must guess.
    """
    for name in ("oidc_issuers", "webhooks"):
        if os.environ.get(f"TRELLIS_{name}".upper(), "").strip() == "null":  # would be taken for "not set"
            raise _unfit(name, "it is null, and not a list")
    try:
        return Settings(**given)
    except SettingsError as error:
        raise _unfit(str(error).partition('field "')[2].partition('"')[0], "it is not JSON") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        said = first["msg"].removeprefix("Value error, ")
        raise _unfit(str(first["loc"][0]), f"{place}: {said}" if place else said) from error


def _unfit(field: str, reason: str) -> Invalid:
    name = f"TRELLIS_{field}".upper()
    return Invalid(f"The setting `{name}` does not fit: {reason}", hint=f"change or unset `{name}`", slug="bad-setting")
