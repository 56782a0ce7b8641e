"""`policies.md`: every policy with what it asks for and how to get past it."""

from governance.policy import policies
from tests.docs.pages.markdown import document

__all__ = ["page"]

_INTRO = """\
The law that travels with Trellis, one rule of Rego a file. A refusal names the slug of the policy, the path in the
question it is about, and the smallest change that would pass; `trellis policy explain SLUG` shows one of these at the
prompt. The same text decides in process and on an OPA server."""
_PARTS = {
    "registration": "May this product be published?",
    "evolution": "May this contract take the place of that one?",
    "access": "May this reader read this port, for this purpose, now?",
    "privacy": "Which columns are masked, and which rows are left out?",
}


def page() -> str:
    """Return the page."""
    parts = [_INTRO]
    for folder, question in _PARTS.items():
        parts.append(f"## {folder}: {question}")
        for one in policies():
            if one.file.startswith(f"{folder}/"):
                parts.append(f"### `{one.slug}`\n\n**{one.title}** ({one.severity})\n\n{one.description}")
                parts.append(
                    (f"To get past it: {one.fix}\n\n" if one.fix else "") + f"`governance/policies/{one.file}`"
                )
    return document("Policies", *parts)
