"""TRL101 to TRL109: the text itself."""

from governance.findings.model import Severity
from governance.findings.rule import Rule

__all__ = ["DOCUMENTS"]

DOCUMENTS = (
    Rule(
        code="TRL101",
        title="The text is not YAML",
        why="Nothing can be said about a document that cannot be read.",
        cure="Fix the syntax at the place that is named; mostly it is indentation, a missing blank after a colon, or a "
        "value with `: ` in it that needs quotes.",
        before="description: flights: all of them",
        after='description: "flights: all of them"',
    ),
    Rule(
        code="TRL102",
        title="The document is too large or too deep",
        why="Documents come from anybody; bounds (1 MiB, 64 levels, 100,000 values, columns nested 10 deep) keep one of "
        "them from holding up everybody else.",
        cure="Split the document, or flatten what is nested.",
        before="tags: [[[[[…]]]]]",
        after="tags: [finance, daily]",
    ),
    Rule(
        code="TRL103",
        title="Anchors, aliases, tags and directives are not read",
        why="Aliases let ten lines stand for gigabytes, tags make readers build objects, and both mean different things "
        "to different tools.",
        cure="Write the value out wherever it is used.",
        before="required: &yes true\nunique: *yes",
        after="required: true\nunique: true",
    ),
    Rule(
        code="TRL104",
        title="A key is given twice",
        why="Readers keep the first or the last, silently; a contract must not mean two things.",
        cure="Keep one of the two.",
        before="required: true\nrequired: false",
        after="required: true",
    ),
    Rule(
        code="TRL105",
        title="The text holds characters that do not show",
        why="Control characters and marks that turn the writing direction make a reviewer see another text than the "
        "machine reads (CVE-2021-42574).",
        cure="Remove the character, and save the file as UTF-8.",
        before='name: "tail\\u202enum"',
        after="name: tailnum",
    ),
    Rule(
        code="TRL106",
        title="A number that no column can hold",
        why="Infinity, NaN and numbers beyond 38 digits have no exact value in any table.",
        cure="Write a smaller number, or quotes if it is a text.",
        before="maximum: .inf",
        after="maximum: 100000",
    ),
    Rule(
        code="TRL107",
        title="Not one mapping",
        why="A file holds one contract, descriptor or set of expectations, which is a mapping of keys to values.",
        cure="Put each document in a file of its own, beginning with `apiVersion`.",
        before="- apiVersion: v3.2.0",
        after="apiVersion: v3.2.0",
    ),
    Rule(
        code="TRL108",
        title="A key is not a text",
        why="Keys that are numbers, lists or empty cannot be written in JSON, where contracts travel.",
        cure="Write the key as a word or in quotes.",
        before="1: first",
        after='"1": first',
    ),
    Rule(
        code="TRL109",
        title="Other readers take the value for something else",
        why="Trellis reads YAML 1.2. Most Python tools read YAML 1.1, where `NO` is false, `010` is eight and `10:30` is "
        "630: the country Norway has fallen out of many a list of values that way.",
        cure="Put the value in quotes if it is a text, or write the number out.",
        before="validValues: [SE, NO]",
        after='validValues: [SE, "NO"]',
        severity=Severity.WARNING,
    ),
)
