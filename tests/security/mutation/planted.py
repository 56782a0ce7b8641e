"""Vulnerabilities as others have shipped them, planted into ours one at a time; each must make a named test fail."""

from dataclasses import dataclass
from pathlib import Path

from tests.security.mutation.mutants import Mutant

__all__ = ["PLANTED", "Planted", "as_mutant"]

_TOKENS = ("tests/unit/platform_api/auth/test_tokens.py", "tests/api/test_tokens.py")


@dataclass(frozen=True)
class Planted:
    """A fault of somebody's (`like`) as it would look here, and the test files that are asked to find it."""

    like: str
    module: str
    old: str
    new: str
    tests: tuple[str, ...]


def as_mutant(planted: Planted, root: Path) -> Mutant:
    """Return the fault as a mutant of the module as it is now; raises ValueError unless its place is there once."""
    source = (root / planted.module).read_bytes()
    old = planted.old.encode()
    if source.count(old) != 1:
        raise ValueError(f"`{planted.old}` stands {source.count(old)} times in {planted.module}")
    start = source.index(old)
    return Mutant(planted.module, planted.like, (1, 1), start, start + len(old), planted.new)


_AUTH = "platform_api/auth/"
PLANTED = (
    Planted("OpenMetadata CVE-2024-28255: a public path is found by `contains`", "platform_api/guard.py",
            'if access.level == "public":', 'if access.level == "public" or "/health" in request.url.path:',
            ("tests/api/test_addresses.py",)),
    Planted("OpenMetadata CVE-2024-28253: the body is read before the law is asked", "platform_api/routing.py",
            'admission = await run_sync(admit_now, request, access)\n        body = b"" if request.method in _SAFE else await strict.body()',
            'body = b"" if request.method in _SAFE else await strict.body()\n        admission = await run_sync(admit_now, request, access)',
            ("tests/api/test_doors.py",)),
    Planted("OpenMetadata CVE-2024-28847: one route forgot its permission", "platform_api/quarantine/routes.py",
            '_may_read = permission("quarantine.read", resource=port_resource)', '_may_read = __import__("platform_api.doors", fromlist=["signed_in"]).signed_in()',
            ("tests/api/test_canaries.py", "tests/api/test_authorisation.py")),
    Planted("MLflow CVE-2026-2652: a route outside of what authenticates", "platform_api/routing.py",
            "if not isinstance(route, GuardedRoute):", "if not isinstance(route, GuardedRoute):\n            continue\n        if False:",
            ("tests/api/test_doors.py",)),
    Planted("MLflow CVE-2026-2614: what nobody knows is let through and switches something", "platform_api/routing.py",
            "if name not in known:", "if name not in known and name.isupper():", ("tests/api/test_authorisation.py", "tests/api/test_problems.py")),
    Planted("Airflow CVE-2026-42359: a second way in misses the check of the first", "platform_api/principals/service.py",
            'if existing_principal(session, who).kind == "product":\n        raise Invalid(', "if False:\n        raise Invalid(",
            ("tests/api/test_teams.py", "tests/api/test_principals.py")),
    Planted("Airflow CVE-2026-26929: `~` stands for everything", "platform_api/registry/repository.py",
            "statement = select(Product)\n", 'statement = select(Product)\n    domain, team, kind = (None if one == "~" else one for one in (domain, team, kind))\n',
            ("tests/api/test_hostile.py",)),
    Planted("Airflow CVE-2026-48891: names of what is hidden in a list for everyone", "platform_api/access/repository.py",
            "return select(Grant).where(_is_to(grantees))", "return select(Grant)", ("tests/api/test_canaries.py", "tests/api/test_access.py")),
    Planted("Gravitino: what is hidden answers otherwise than what is not there", "platform_api/guard.py",
            "_absent(access) if access.hides else _denied(verdict, access, resource)", "_denied(verdict, access, resource)",
            ("tests/api/test_isolation.py",)),
    Planted("Lakekeeper #2000: rights are those of when the token was made", "platform_api/principals/service.py",
            'if found is None or found.status != "active":', "if found is None:", _TOKENS[1:]),
    Planted("Backstage CVE-2026-24046: a link leads out of the folder", "governance/descriptors/files.py",
            "return os.path.commonpath([os.path.realpath(path), root]) == root", "return True",
            ("tests/unit/governance/descriptors/test_folder.py",)),
    Planted("Zip slip: a member's name is a path", "sidecar/sources/files.py",
            "os.path.basename(member.filename)", "member.filename",
            ("tests/unit/sidecar/sources/test_archives.py", "tests/unit/sidecar/sources/test_files.py")),
    Planted("Zip bomb: what an archive claims is not looked at", "sidecar/sources/files.py",
            "if size > min(_LARGEST_MEMBER, free):", "if False:", ("tests/unit/sidecar/sources/test_archives.py",)),
    Planted("DataHub CVE-2022-39366: a token is parsed and not verified", f"{_AUTH}tokens.py",
            "    _check_signature(token, opened, issuer)\n", "", _TOKENS),
    Planted("DataHub CVE-2023-25562: signing out leaves the session", f"{_AUTH}service.py",
            "if is_revoked(session, jti=claims.token, subject=claims.subject, issued=claims.issued):", "if False:", _TOKENS[1:]),
    Planted("DataHub CVE-2023-25561: signing in fails open on a bad setting", "platform_api/settings.py",
            "if (self.jwks_file is None) == (self.jwks_url is None):", "if False:", ("tests/unit/platform_api/test_settings.py",)),
    Planted("Unity Catalog CVE-2026-27478: keys come from where the token says", "platform_api/settings.py",
            'if url is not None and url.scheme != "https" and url.host not in _LOOPBACK:', "if False:",
            ("tests/unit/platform_api/test_settings.py",)),
    Planted("PyJWT CVE-2024-53861: a part of `iss` is enough", f"{_AUTH}tokens.py",
            "issuer = issuers.get(name) if type(name) is str else None",
            "issuer = next((one for key, one in issuers.items() if type(name) is str and name in key), None)", _TOKENS),
    Planted("PyJWT CVE-2026-48523: a list as `iss`", f"{_AUTH}tokens.py",
            'name = opened.claims.get("iss")', 'name = opened.claims.get("iss")\n    name = name[0] if isinstance(name, list) else name', _TOKENS),
    Planted("PyJWT CVE-2026-32597: `crit` is ignored", f"{_AUTH}header.py",
            "if set(header) != _KNOWN or", 'if set(header) - {"crit"} != _KNOWN or', _TOKENS),
    Planted("joserfc CVE-2026-75509: the token chooses its key", f"{_AUTH}header.py",
            "if set(header) != _KNOWN or", 'if set(header) - {"jku", "jwk", "x5u", "x5c"} != _KNOWN or', _TOKENS),
    Planted("Algorithm confusion: the token chooses its algorithm", f"{_AUTH}tokens.py",
            "if opened.algorithm != trusted.algorithm:", "if False:", _TOKENS),
    Planted("A list of audiences", f"{_AUTH}tokens.py",
            "if type(audience) is not str or audience != issuer.audience:", "if issuer.audience not in (audience or ()):", _TOKENS),
    Planted("An id token is an access token", f"{_AUTH}tokens.py", "if opened.type not in issuer.types:", "if False:", _TOKENS),
    Planted("A token never expires", f"{_AUTH}tokens.py", "if now >= expires + LEEWAY:", "if False:", _TOKENS),
    Planted("A token of the future", f"{_AUTH}tokens.py", "if now < starts - LEEWAY or now < issued - LEEWAY:", "if False:", _TOKENS),
    Planted("A token for a hundred years", f"{_AUTH}tokens.py", "if not issued < expires <= issued + issuer.longest:", "if False:", _TOKENS),
    Planted("Two Authorization headers, the first counts", f"{_AUTH}service.py", "if len(headers) == 1 and", "if", _TOKENS[1:]),
    Planted("A revoked grant is still one", "platform_api/access/service.py",
            "revoked=repository.revocation(session, grant.id) is not None", "revoked=False", ("tests/api/test_access.py",)),
    Planted("A grant in the past", "platform_api/access/service.py", "if starts < now:", "if False:", ("tests/api/test_access.py",)),
    Planted("The receipt of another request", "platform_api/receipts/service.py", "if found.request != stub.digest:", "if False:",
            ("tests/api/test_receipts.py",)),
    Planted("The receipt of another caller", "platform_api/receipts/service.py", "found = session.get(Receipt, (by, stub.key))",
            "found = session.execute(__import__('sqlmodel').select(Receipt).where(Receipt.key == stub.key)).scalars().first()",
            ("tests/api/test_receipts.py",)),
    Planted("A body without end", "platform_api/strict_request.py", "if size > self._limit:", "if False:", ("tests/api/test_limits.py",)),
    Planted("A compressed body", "platform_api/strict_request.py",
            'if self.headers.get("content-encoding", "identity") != "identity":', "if False:", ("tests/api/test_limits.py",)),
    Planted("JSON that means two things", "platform_api/strict_json.py", "if len(found) != len(pairs):", "if False:",
            ("tests/unit/platform_api/test_strict_json.py",)),
    Planted("A crash tells what happened", "platform_api/problems.py",
            '"detail": "This is a fault of Trellis, and not of the request",', '"detail": str(error),', ("tests/api/test_problems.py",)),
    Planted("A malformed value is repeated", "platform_api/problems.py", '"message": _said(error)}', '"message": str(error.get("input"))}',
            ("tests/api/test_problems.py",)),
    Planted("The weaker of two masks wins", "governance/policy/combine.py",
            "kind = stricter(held.kind, mask.kind) if held else", "kind = held.kind if held else", ("tests/unit/governance/policy/test_combine.py",)),
    Planted("A local policy that fails is left out", "governance/policy/law.py",
            "return refusal([_undecided(failure)], engine.revision)", "return base", ("tests/unit/governance/policy/test_law.py",)),
    Planted("An answer that allows and denies allows", "governance/policy/answers.py", "if allowed and denials:", "if False:",
            ("tests/unit/governance/policy",)),
    Planted("SQL injection by a quote", "governance/sql/quoting.py", """part.replace("'", "''")""", "part", ("tests/unit/governance/sql/test_quoting.py",)),
    Planted("The engine's gate lets every function through", "sidecar/query/gate.py",
            'if node["function_name"].lower() not in FUNCTIONS or not plain:', "if False:", ("tests/unit/sidecar/query/test_gate.py",)),
    Planted("The engine's gate lets every table through", "sidecar/query/gate.py",
            'if not plain or node.get("table_name") not in self._ctes:', "if False:", ("tests/unit/sidecar/query/test_gate.py",)),
    Planted("A secret file that others can read", "platform_api/home.py", "if mode & 0o077:", "if False:", ("tests/unit/platform_api/test_home.py",)),
    Planted("A cursor of another list", "platform_api/pagination.py", "or found[0] != scope:", "or False:",
            ("tests/unit/platform_api/test_pagination.py", "tests/api/test_hostile.py", "tests/api/test_registry.py")),
    Planted("Marquez #2971: lineage of others is taken from anyone", "platform_api/lineage/authority.py",
            "    if verdict.allowed:\n", "    if True:\n", ("tests/api/test_lineage.py",)),
)  # fmt: skip
"""One for each row of the faults of peers that has a place here, and what else has been exploited often."""
