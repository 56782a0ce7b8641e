"""Every command in one static table, so that `trellis --help` imports none of them."""

from dataclasses import dataclass

__all__ = ["COMMANDS", "SECTIONS", "Entry"]


@dataclass(frozen=True)
class Entry:
    """A command: the section of the help it stands in, the module that holds it, and its line in `trellis --help`."""

    section: str
    module: str
    summary: str


SECTIONS = ("Start", "Build", "Use", "Govern", "Operate")

COMMANDS = {
    "demo": Entry("Start", "demo", "Build and run the example mesh, and tell what happened"),
    "up": Entry("Start", "up", "Serve the mesh: the API with its documentation"),
    "serve": Entry("Start", "serve", "Serve one product's own ports"),
    "login": Entry("Start", "login", "Sign in to a home or to a platform elsewhere"),
    "token": Entry("Start", "token", "Print a token for whoever is signed in"),
    "new": Entry("Build", "new", "Scaffold a data product from a template"),
    "check": Entry("Build", "check", "Lint a product, judge it, and run its own tests"),
    "export": Entry("Build", "exports", "Write a contract in the format of another tool"),
    "import": Entry("Build", "imports", "Make a contract from a schema, a file or another tool's document"),
    "publish": Entry("Build", "publish", "Put a product's version in force"),
    "run": Entry("Build", "run", "Run a published product: check, quarantine, audit, show"),
    "query": Entry("Use", "query", "Ask the mesh in SQL, for a purpose"),
    "list": Entry("Use", "listing", "List products, ports, domains, runs or grants"),
    "show": Entry("Use", "show", "Show a product or a port"),
    "search": Entry("Use", "search", "Find products and columns by words"),
    "lineage": Entry("Use", "lineage", "Show what a port is made of and who builds on it"),
    "quarantine": Entry("Govern", "quarantine", "See the rows that broke their contract, and replay them"),
    "retain": Entry("Govern", "retain", "Delete the rows that a contract keeps no longer"),
    "grant": Entry("Govern", "grant", "Let someone read a port for a while, or end that"),
    "pin": Entry("Govern", "pin", "Keep a snapshot readable for a while"),
    "policy": Entry("Govern", "policy", "Test policies, and have a decision explained"),
    "explain": Entry("Govern", "explain", "Explain a finding's code"),
    "clean": Entry("Operate", "clean", "Expire snapshots that nobody holds, remove files that nobody needs"),
    "logs": Entry("Operate", "logs", "Show what a run said while it worked"),
    "pause": Entry("Operate", "pause", "Keep a product from being run, and say why"),
    "resume": Entry("Operate", "resume", "Let a paused product be run again"),
    "doctor": Entry("Operate", "doctor", "Look for what is wrong with this installation"),
}
