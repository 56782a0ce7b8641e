"""Who may use which route: the one table that the live routes are held against. A route that is not in it fails the build.

`RIGHTS` gives each route a row of `RIGHTS_OF`: the answers to nobody, a stranger, a member, an owner, an owner of another
domain, an administrator, and the product itself. `yes` means past the door, `no` is a 403, `hidden` a 404 that looks
like "does not exist", `401` sign in first.
"""

__all__ = ["ACTORS", "ALIKE", "RIGHTS", "answers"]

ACTORS = {
    "nobody": "",
    "stranger": "sam",
    "member": "mia",
    "owner": "olga",
    "foreign owner": "wes",
    "administrator": "root",
    "product": "operations/flights",
}

ALIKE = {
    "service": ("robot", "stranger"),
    "foreign product": ("weather/observations", "stranger"),
    "former member": ("fay", "stranger"),
    "steward": ("stella", "stranger"),
    "suspended owner": ("sue", "nobody"),
    "suspended administrator": ("ada", "nobody"),
    "owner signed out": ("otto", "nobody"),
    "nobody known": ("ghost", "nobody"),
}
"""Who goes by which name and is to be answered like whom: having been somebody opens nothing."""

_RIGHTS_OF = {
    "everyone": ["yes", "yes", "yes", "yes", "yes", "yes", "yes"],
    "signed in": ["401", "yes", "yes", "yes", "yes", "yes", "yes"],
    "administrators": ["401", "no", "no", "no", "no", "yes", "no"],
    "owners": ["401", "no", "no", "yes", "no", "no", "no"],
    "owners, administrators": ["401", "no", "no", "yes", "no", "yes", "no"],
    "owners, administrators, itself": ["401", "no", "no", "yes", "no", "yes", "yes"],
    "team": ["401", "no", "yes", "yes", "no", "no", "no"],
    "team, administrators, itself": ["401", "no", "yes", "yes", "no", "yes", "yes"],
    "team, administrators": ["401", "no", "yes", "yes", "no", "yes", "no"],
    "team, administrators, or hidden": ["401", "hidden", "yes", "yes", "hidden", "yes", "hidden"],
    "owners, administrators, or hidden": ["401", "hidden", "hidden", "yes", "hidden", "yes", "hidden"],
}

RIGHTS = {
    "GET /health": "everyone",
    "GET /metrics": "everyone",
    "GET /docs": "everyone",
    "GET /docs/style.css": "everyone",
    "GET /openapi.json": "everyone",
    "GET /problems": "everyone",
    "GET /problems/{slug}": "everyone",
    "GET /api/v1/me": "signed in",
    "GET /api/v1/me/grants": "signed in",
    "POST /api/v1/me/sign-out": "signed in",
    "GET /api/v1/infrastructure/principals": "administrators",
    "POST /api/v1/infrastructure/principals": "administrators",
    "GET /api/v1/infrastructure/principals/{principal:path}": "administrators",
    "PATCH /api/v1/infrastructure/principals/{principal:path}": "administrators",
    "POST /api/v1/infrastructure/tokens/{principal:path}": "owners, administrators",
    "DELETE /api/v1/infrastructure/tokens/{principal:path}": "owners, administrators",
    "GET /api/v1/infrastructure/teams": "signed in",
    "POST /api/v1/infrastructure/teams": "administrators",
    "GET /api/v1/infrastructure/teams/{team}": "signed in",
    "PATCH /api/v1/infrastructure/teams/{team}": "owners, administrators",
    "PUT /api/v1/infrastructure/teams/{team}/members/{member}": "owners, administrators",
    "DELETE /api/v1/infrastructure/teams/{team}/members/{member}": "owners, administrators",
    "GET /api/v1/mesh/domains": "signed in",
    "POST /api/v1/mesh/domains": "administrators",
    "GET /api/v1/mesh/domains/{domain}": "signed in",
    "PATCH /api/v1/mesh/domains/{domain}": "administrators",
    "GET /api/v1/mesh/products": "signed in",
    "GET /api/v1/products/{domain}/{product}": "signed in",
    "GET /api/v1/products/{domain}/{product}/versions": "signed in",
    "GET /api/v1/products/{domain}/{product}/versions/{version}": "signed in",
    "GET /api/v1/mesh/ports": "signed in",
    "GET /api/v1/mesh/ports/{port}": "signed in",
    "GET /api/v1/mesh/ports/{port}/contracts": "signed in",
    "GET /api/v1/mesh/ports/{port}/consumers": "signed in",
    "GET /api/v1/mesh/documents/{digest}": "signed in",
    "GET /api/v1/mesh/ports/{port}/grants": "team, administrators",
    "POST /api/v1/mesh/ports/{port}/grants": "owners",
    "GET /api/v1/mesh/ports/{port}/readers": "team, administrators",
    "GET /api/v1/mesh/grants/{grant}": "team, administrators, or hidden",
    "POST /api/v1/mesh/grants/{grant}/revocation": "owners, administrators, or hidden",
    "GET /api/v1/mesh/decisions": "administrators",
    "GET /api/v1/mesh/ports/{port}/decisions": "team, administrators",
    "GET /api/v1/mesh/decisions/{decision}": "team, administrators, or hidden",
    "GET /api/v1/mesh/decisions/{decision}/replay": "team, administrators, or hidden",
    "GET /api/v1/mesh/search": "signed in",
    "GET /api/v1/mesh/graph": "signed in",
    # Behind these two doors the law is asked once more: for each product that an event speaks for.
    "POST /api/v1/mesh/lineage": "signed in",
    "POST /api/v1/mesh/lineage/batch": "signed in",
    "GET /api/v1/mesh/lineage/{dataset}": "signed in",
    "GET /api/v1/mesh/lineage/{dataset}/columns/{column:path}": "signed in",
    "GET /api/v1/mesh/datasets": "signed in",
    "GET /api/v1/mesh/jobs": "signed in",
    "GET /api/v1/mesh/jobs/{job}/runs": "signed in",
    "POST /api/v1/products/{domain}/{product}/versions": "owners, administrators",
    "POST /api/v1/products/{domain}/{product}/runs": "owners, administrators, itself",
    "POST /api/v1/products/{domain}/{product}/runs/{run}/lease": "owners, administrators, itself",
    "POST /api/v1/products/{domain}/{product}/runs/{run}/publish": "owners, administrators, itself",
    "POST /api/v1/products/{domain}/{product}/runs/{run}/failure": "owners, administrators, itself",
    # How fresh and how good a product is belongs to its observability port; a history holds no value of any row.
    "GET /api/v1/products/{domain}/{product}/runs": "signed in",
    "GET /api/v1/products/{domain}/{product}/runs/{run}": "signed in",
    # What a run says of itself, as it says it, is for those who look after the product.
    "GET /api/v1/products/{domain}/{product}/runs/{run}/log": "team, administrators, itself",
    "POST /api/v1/products/{domain}/{product}/runs/{run}/log": "owners, administrators, itself",
    "GET /api/v1/products/{domain}/{product}/schedule": "signed in",
    "POST /api/v1/products/{domain}/{product}/pause": "owners, administrators, itself",
    "POST /api/v1/products/{domain}/{product}/resume": "owners, administrators, itself",
    "GET /api/v1/mesh/schedules": "signed in",
    "GET /api/v1/mesh/selection": "signed in",
    # The rows as they came, in clear: not even administrators.
    "GET /api/v1/mesh/ports/{port}/quarantine": "team",
    "GET /api/v1/mesh/ports/{port}/quarantine/rows": "team",
    "GET /api/v1/mesh/ports/{port}/snapshots": "team, administrators",
    "GET /api/v1/mesh/ports/{port}/pins": "team, administrators",
    "POST /api/v1/products/{domain}/{product}/cleaning": "owners, administrators, itself",
    # Behind these two doors it is looked at who may read the port, and who made the pin.
    "POST /api/v1/mesh/ports/{port}/pins": "signed in",
    "DELETE /api/v1/mesh/pins/{pin}": "signed in",
    # And here for each table that is read.
    "POST /api/v1/mesh/query": "signed in",
    "GET /api/v1/mesh/ports/{port}/decision": "signed in",
    # A product's own ports: figures and promises for everyone who is signed in, rows as the law shows them.
    "GET /products/{domain}/{product}/": "signed in",
    "GET /products/{domain}/{product}/descriptor": "signed in",
    "GET /products/{domain}/{product}/contracts": "signed in",
    "GET /products/{domain}/{product}/contracts/{port}": "signed in",
    "GET /products/{domain}/{product}/schema/{port}": "signed in",
    "GET /products/{domain}/{product}/sample/{port}": "signed in",
    "GET /products/{domain}/{product}/lineage/{port}": "signed in",
    "GET /products/{domain}/{product}/metrics": "signed in",
    "GET /products/{domain}/{product}/health": "signed in",
    "GET /products/{domain}/{product}/quality": "signed in",
    "GET /products/{domain}/{product}/slos": "signed in",
    "GET /products/{domain}/{product}/runs": "signed in",
    "GET /products/{domain}/{product}/runs/{run}": "signed in",
    "POST /products/{domain}/{product}/run": "owners, administrators, itself",
    "POST /products/{domain}/{product}/replay": "owners, administrators, itself",
    # Passed on with the caller's token: the law is asked behind the platform's own doors.
    "POST /products/{domain}/{product}/pause": "signed in",
    "POST /products/{domain}/{product}/resume": "signed in",
    "GET /api/v1/mesh/events": "administrators",
    "GET /api/v1/mesh/shipments": "administrators",
}


def answers(route: str) -> dict[str, str]:
    """Return what the table says of a route, by actor; raises KeyError for a route it does not know."""
    return dict(zip(ACTORS, _RIGHTS_OF[RIGHTS[route]], strict=True))
