import subprocess
import sys

import pytest

from governance.errors import Invalid
from platform_api.settings import IssuerSettings, Settings, WebhookSettings, load_settings


@pytest.mark.parametrize("model", [Settings, IssuerSettings, WebhookSettings])
def test_every_setting_says_what_it_is_for(model):
    assert [name for name, field in model.model_fields.items() if not field.description] == []


def test_the_defaults_are_those_that_others_rely_on():
    found = Settings()
    assert (str(found.home), found.address) == (".trellis", "http://127.0.0.1:8470")
    assert found.registry.endswith("/.trellis/registry.db")


def test_the_environment_is_read_and_the_caller_wins(monkeypatch):
    monkeypatch.setenv("TRELLIS_PORT", "9000")
    monkeypatch.setenv("TRELLIS_PAGE_SIZE", "7")
    found = load_settings(page_size=9)
    assert (found.port, found.page_size) == (9000, 9)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRELLIS_PORT", "99999"),
        ("TRELLIS_PORT", "http"),
        ("TRELLIS_TOKEN_SECONDS", "0"),
        ("TRELLIS_MAX_PAGE_SIZE", "501"),
        ("TRELLIS_PORT", "-1"),
        ("TRELLIS_PORT", "8470; rm"),
        ("TRELLIS_ISSUER", "x" * 513),
        ("TRELLIS_AUDIENCE", "x" * 513),
        ("TRELLIS_TOKEN_SECONDS", "forever"),
        ("TRELLIS_TOKEN_SECONDS", "59"),
        ("TRELLIS_TOKEN_SECONDS", "86401"),
        ("TRELLIS_MAX_TOKEN_SECONDS", "604801"),
        ("TRELLIS_MAX_TOKEN_SECONDS", "inf"),
        ("TRELLIS_MAX_BODY_BYTES", "1023"),
        ("TRELLIS_MAX_BODY_BYTES", "1e9"),
        ("TRELLIS_MAX_BODY_SECONDS", "nan"),
        ("TRELLIS_MAX_BODY_SECONDS", "inf"),
        ("TRELLIS_MAX_HEADER_BYTES", "0"),
        ("TRELLIS_MAX_JSON_DEPTH", "100000"),
        ("TRELLIS_LOCK_WAIT_SECONDS", "-1"),
        ("TRELLIS_MAX_GRANT_DAYS", "0"),
        ("TRELLIS_QUERY_MEMORY_BYTES", "1048576"),
        ("TRELLIS_RECEIPT_DAYS", "-7"),
        ("TRELLIS_OIDC_ISSUERS", "null"),
        ("TRELLIS_OIDC_ISSUERS", '{"issuer": "i"}'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "", "audience": "a", "jwks_file": "k"}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "", "jwks_file": "k"}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "jwks_file": "k"}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": ["i"], "audience": "a", "jwks_file": "k"}]'),
        (
            "TRELLIS_OIDC_ISSUERS",
            '[{"issuer": "i", "audience": "a", "jwks_file": "k", "jwks_url": "https://k.example"}]',
        ),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_url": "file:///etc/passwd"}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_url": "http://127.0.0.1.evil.example"}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_url": "http://127.0.0.1@evil.example"}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_file": "k", "algorithms": ["none"]}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_file": "k", "token_types": []}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_file": "k", "token_types": ["id+jwt"]}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_file": "k", "max_token_seconds": 1}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_file": "k", "verify": false}]'),
        ("TRELLIS_OIDC_ISSUERS", "not json"),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a"}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_url": "http://keys.example.org"}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_file": "k", "algorithms": ["HS256"]}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "i", "audience": "a", "jwks_file": "k", "algorithms": []}]'),
        ("TRELLIS_OIDC_ISSUERS", '[{"issuer": "trellis", "audience": "a", "jwks_file": "k"}]'),
        ("TRELLIS_WEBHOOKS", '[{"name": "hook", "url": "ftp://example.org", "secret": "0123456789abcdef"}]'),
        ("TRELLIS_WEBHOOKS", '[{"name": "hook", "url": "http://localhost", "secret": "short"}]'),
    ],
)
def test_a_setting_that_does_not_fit_stops_the_start_and_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(Invalid, match=f"`{name}` does not fit"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TRELLIS_PORT", "-1", "does not fit: Input should be greater"),
        ("TRELLIS_WEBHOOKS", '[{"name": "h", "url": "http://localhost", "secret": "short"}]', "fit: 0.secret: "),
    ],
)
def test_the_place_in_a_setting_is_named_where_there_is_one(monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(Invalid, match=said):
        load_settings()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_keys_may_come_from_this_machine_in_the_clear(host):
    issuer = IssuerSettings(issuer="i", audience="a", jwks_url=f"http://{host}:8080/keys")
    assert str(issuer.jwks_url) == f"http://{host}:8080/keys"


def test_an_empty_variable_is_none(monkeypatch):
    monkeypatch.setenv("TRELLIS_PORT", "")
    assert load_settings().port == 8470


@pytest.mark.parametrize(
    "found",
    [Settings(), WebhookSettings(name="h", url="http://x", secret="0" * 16)],
    ids=["settings", "webhook"],
)
def test_nothing_changes_a_setting_once_it_is_read(found):
    with pytest.raises(ValueError, match="frozen"):
        found.url = found.port = 1


def test_the_registry_is_where_it_is_said_to_be():
    assert load_settings(registry_url="sqlite:////elsewhere/r.db").registry == "sqlite:////elsewhere/r.db"


def test_a_refused_setting_is_told_in_one_line_without_its_value(monkeypatch):
    monkeypatch.setenv("TRELLIS_WEBHOOKS", '[{"name": "hook", "url": "http://x", "secret": "canarysecret"}]')
    with pytest.raises(Invalid) as caught:
        load_settings()
    told = f"{caught.value.message} {caught.value.hint}"
    assert "canarysecret" not in told
    assert "\n" not in told


def test_a_secret_is_not_printed():
    hook = WebhookSettings(name="hook", url="http://localhost", secret="0123456789abcdef")
    assert "0123456789abcdef" not in repr(load_settings(webhooks=(hook,)))


@pytest.mark.parametrize("heavy", ["fastapi", "sqlalchemy", "alembic", "jwt", "pyarrow"])
def test_reading_settings_loads_nothing_heavy(heavy):
    code = f"import sys, platform_api.settings, platform_api.home; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
