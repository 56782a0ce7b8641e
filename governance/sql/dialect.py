"""Trino's grammar as text is read here: functions stay calls by name, so that one table of ours decides about each."""

from typing import ClassVar

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.trino import Trino
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.trino import TrinoParser
from sqlglot.tokenizer_core import Token, TokenType

from governance.errors import Invalid
from governance.sql.quoting import string

__all__ = ["LONGEST", "read"]

LONGEST = 100_000
_MOST_TOKENS = 20_000
_DEEPEST_BRACKETS = 32  # each costs the parser some 25 Python frames, of 1,000
_SPECIAL = ("CAST", "EXTRACT", "LISTAGG", "POSITION", "SUBSTRING", "TRIM", "TRY_CAST")
_OPENING = {TokenType.SELECT, TokenType.WITH, TokenType.VALUES, TokenType.TABLE, TokenType.L_PAREN, TokenType.FROM}
_DEEPER = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}
_SHALLOWER = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}
_UNARY = {TokenType.DASH, TokenType.NOT, TokenType.PLUS, TokenType.TILDE}
_FAILURES = (ParseError, RecursionError, ValueError, TypeError, AttributeError, LookupError)


def _decimal_literal(parser: TrinoParser, this: exp.Expr, to: exp.DataType) -> exp.Cast:
    """`DECIMAL '1.50'` is as wide as its digits, where a bare CAST AS DECIMAL is (38, 0)."""
    if not to.expressions:
        digits = this.name.strip().lstrip("+-0").replace(".", "") or "0"
        scale = len(this.name.partition(".")[2])
        sizes = (max(len(digits), scale), scale)
        to.set("expressions", [exp.DataTypeParam(this=exp.Literal.number(size)) for size in sizes])
    return parser.expression(exp.Cast(this=this, to=to))


class _Parser(TrinoParser):
    FUNCTIONS: ClassVar = {}
    FUNCTION_PARSERS: ClassVar = {name: TrinoParser.FUNCTION_PARSERS[name] for name in _SPECIAL}
    NO_PAREN_FUNCTION_PARSERS: ClassVar = {
        name: TrinoParser.NO_PAREN_FUNCTION_PARSERS[name] for name in ("ANY", "CASE", "IF")
    }
    QUERY_MODIFIER_PARSERS: ClassVar = {
        token: parser
        for token, parser in TrinoParser.QUERY_MODIFIER_PARSERS.items()
        if token not in {TokenType.CONNECT_BY, TokenType.START_WITH}  # they change a table shared by all threads
    }
    TYPE_LITERAL_PARSERS: ClassVar = {**TrinoParser.TYPE_LITERAL_PARSERS, exp.DType.DECIMAL: _decimal_literal}

    steps = 0

    def _advance(self, times: int = 1) -> None:
        """Count steps: what looks like a type is read twice at every level, so that 30 brackets would take hours."""
        self.steps += 1
        if self.steps > 4_000 + 5 * self._tokens_size:
            raise _too_deep()
        super()._advance(times)


class _Dialect(Trino):
    INDEX_OFFSET = 0  # subscripts stay as written; the functions table knows that they count from 1
    Parser = _Parser


def read(text: str) -> exp.Expr:
    """Return the one statement in `text` as a tree; raise `Invalid` when it is too large, too deep or not SQL."""
    dialect = _Dialect()
    tokens = _tokens(text, dialect)
    _check_shape(tokens)
    try:
        found = dialect.parser(error_level=ErrorLevel.IMMEDIATE).parse(tokens, text)
    except RecursionError as error:
        raise _too_deep() from error
    except _FAILURES as error:
        raise _unreadable(error) from error
    statements = [statement for statement in found if statement is not None]
    if len(statements) != 1:
        raise Invalid("One statement at a time", hint="send what stands after `;` on its own", slug="sql-statement")
    return statements[0]


def _tokens(text: str, dialect: Trino) -> list[Token]:
    if len(text.encode(errors="replace")) > LONGEST:
        raise Invalid(
            f"The query is longer than {LONGEST:,} bytes", hint="put long lists into a table", slug="sql-too-long"
        )
    if "\0" in text:
        raise Invalid("The query holds a NUL character", hint="remove it", slug="sql-syntax")
    string(text)  # refuses what UTF-8 cannot hold
    try:
        tokens = dialect.tokenize(text)
    except TokenError as error:
        raise Invalid(
            "The query cannot be read: a quote or comment is left open",
            hint="close every `'`, `\"` and `/*`",
            slug="sql-syntax",
        ) from error
    if not tokens:
        raise Invalid("The query is empty", hint="write a SELECT", slug="sql-syntax")
    return tokens


def _check_shape(tokens: list[Token]) -> None:
    if len(tokens) > _MOST_TOKENS:
        raise Invalid(
            f"The query has more than {_MOST_TOKENS:,} words", hint="put long lists into a table", slug="sql-too-long"
        )
    if tokens[0].token_type not in _OPENING:
        raise Invalid(
            f"`{tokens[0].text[:30].upper()}` is not allowed: a query is one SELECT",
            hint="start with SELECT, WITH or VALUES",
            slug="sql-not-allowed",
        )
    depth = unary = 0
    for token in tokens:
        depth += (token.token_type in _DEEPER) - (token.token_type in _SHALLOWER)
        unary = unary + 1 if token.token_type in _UNARY else 0
        if depth > _DEEPEST_BRACKETS or unary > _DEEPEST_BRACKETS:
            raise _too_deep()


def _too_deep() -> Invalid:
    return Invalid(
        f"The query nests deeper than {_DEEPEST_BRACKETS} brackets",
        hint="name the inner parts with WITH",
        slug="sql-too-deep",
    )


def _unreadable(error: Exception) -> Invalid:
    place = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
    near = str(place.get("highlight") or "")[:40]
    where = f" at line {place['line']}, column {place['col']}" if place.get("line") else ""
    return Invalid(
        f"The query cannot be read{where}" + (f", near `{near}`" if near else ""),
        hint="write Trino's SQL",
        slug="sql-syntax",
    )
