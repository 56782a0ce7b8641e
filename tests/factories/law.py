"""A law small enough to be read at a glance, for tests that are about the platform and not about policies.

`ACTS` says the same as `governance/policies/access/authority.rego`; reading is for the team and for live grants.
"""

from typing import Any

from governance.policy.decision import Denial, ReadDecision, Verdict

__all__ = ["ACTS", "SmallLaw"]

ACTS = {
    "decision.read": {"owner", "member", "administrator"},
    "domain.create": {"administrator"},
    "domain.edit": {"administrator"},
    "grant.issue": {"owner"},
    "grant.read": {"owner", "member", "administrator"},
    "grant.revoke": {"owner", "administrator"},
    "lineage.ingest": {"owner", "administrator", "itself"},
    "product.publish": {"owner", "administrator"},
    "quarantine.read": {"owner", "member"},
    "run.read": {"owner", "member", "administrator", "itself"},
    "run.start": {"owner", "administrator", "itself"},
    "subject.edit": {"administrator"},
    "team.create": {"administrator"},
    "team.edit": {"owner", "administrator"},
    "token.issue": {"owner", "administrator"},
}


class SmallLaw:
    """Judges by `ACTS`; `asked` keeps every question, `revision` can be changed to play a new set of policies."""

    def __init__(self, revision: str = "small-1") -> None:
        self.revision = revision
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def verdict(self, entrypoint: str, document: dict[str, Any]) -> Verdict:
        """Return whether the subject stands to the resource as the act demands."""
        self.asked.append((entrypoint, document))
        allowed = bool(ACTS.get(document["action"], set()) & _standings(document["subject"], document["resource"]))
        told = f"`{document['subject']['id']}` may not `{document['action']}` on `{document['resource']['name']}`"
        denial = Denial(policy="acts-have-people", path="subject", message=told, fix="ask an owner")
        return Verdict(allowed=allowed, denials=() if allowed else (denial,), warnings=(), revision=self.revision)

    def read(self, document: dict[str, Any]) -> ReadDecision:
        """Return all columns to the port's team, the granted ones to others while a grant is live, else a denial."""
        self.asked.append(("access/read", document))
        names = [column["name"] for column in document["columns"]]
        live = [grant for grant in document["grants"] if _is_live(grant, document)]
        if document["port"]["team"] in document["subject"]["teams"]:
            live, columns = [], names
        else:
            columns = [name for name in names if any({"*", name} & set(grant["columns"]) for grant in live)]
        denial = Denial(policy="reading-is-entitled", path="grants", message="no grant", fix="ask the owners")
        return ReadDecision(
            allowed=bool(columns),
            columns=tuple(columns),
            denials=() if columns else (denial,),
            masks=(),
            filters=(),
            grants=tuple(grant["id"] for grant in live),
            revision=self.revision,
        )


def _standings(subject: dict[str, Any], resource: dict[str, Any]) -> set[str]:
    found = {"administrator"} if "platform_admin" in subject["roles"] else set()
    if subject["id"] in resource["owners"]:
        found.add("owner")
    if resource["team"] and resource["team"] in subject["teams"]:
        found.add("member")
    itself = {"itself"} if subject["id"] == resource["name"] else set()
    return found if subject["kind"] in {"user", "service"} else itself


def _is_live(grant: dict[str, Any], document: dict[str, Any]) -> bool:
    in_time = grant["starts"] <= document["now"] < grant["expires"]
    return in_time and not grant["revoked"] and document["purpose"] in grant["purposes"]
