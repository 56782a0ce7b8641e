"""A random call of any function on the allow-list, with arguments of the kinds that its row of the table takes."""

from governance.sql.functions import FUNCTIONS

__all__ = ["AGGREGATES", "CLOCKS", "SCALARS", "WINDOWS", "call"]

CLOCKS = {"now", "current_timestamp", "current_date", "current_time", "localtimestamp", "localtime"}
_BARE = CLOCKS - {"now"}


def _named(kind):
    return sorted(
        name for name, forms in FUNCTIONS.items() if forms[0].kind == kind and name not in {"grouping", "map_agg"}
    )


SCALARS, AGGREGATES, WINDOWS = (_named(kind) for kind in ("scalar", "aggregate", "window"))

_KINDS = {
    "s": ["text"], "j": ["json", "text"], "y": ["bytes"], "i": ["int"], "n": ["int", "number", "decimal"], "b": ["bool"], "d": ["date", "moment"],
    "w": ["date", "moment"], "t": ["date", "moment"], "v": ["interval"], "a": ["array", "numbers"], "m": ["map"],
    "x": ["int", "text", "number", "date", "moment", "decimal", "bool"],
}  # fmt: skip
_PATTERNS = {
    "date_format": ["%Y-%m-%d", "%W %e %M", "%H:%i:%s"], "format_datetime": ["yyyy-MM-dd", "EEEE HH:mm"], "date_parse": ["%Y", "%Y-%m-%d"],
    "parse_datetime": ["yyyy", "yyyy-MM-dd"],
}  # fmt: skip
_REGEXES = ["[0-9]+", "^(b)?(a)?", "(?i)CNRY", ".", "x|y", ""]
_PATHS = ["$.a", "$.b[0]", "$.b", "$", "$.none"]
_LAMBDAS = {
    "transform": "x -> x", "filter": "x -> x IS NOT NULL", "any_match": "x -> x IS NULL", "all_match": "x -> x IS NOT NULL",
    "none_match": "x -> x IS NULL", "zip_with": "(x, y) -> coalesce(x, y)", "map_filter": "(k, v) -> v > 3",
    "transform_values": "(k, v) -> v + 1", "transform_keys": "(k, v) -> k || 'x'",
}  # fmt: skip


def call(name, chance, made):
    """A call of `name`; `made(kind)` writes an argument."""
    if name in _BARE:
        return f"({name} IS NULL)"
    form = chance.choice(FUNCTIONS[name])
    letters = form.letters(form.bounds[0] + (chance.randrange(3) if form.takes.endswith("*") else 0))
    if name == "format":
        texts = [f"CAST({made('int')} AS varchar)" for _ in letters[1:]]
        return f"format('{'%s ' * len(texts)}', {', '.join(texts)})"
    if name == "reduce":
        return f"reduce({made('numbers')}, CAST({made('int')} AS bigint), (s, x) -> s + x, s -> s)"
    if name == "listagg":
        return f"listagg({made('text')}, ',') WITHIN GROUP (ORDER BY {made('text')})"
    kinds = {letter: chance.choice(_KINDS[letter]) for letter in sorted(set(letters) & set(_KINDS))}
    _fit(name, letters, kinds)
    texts = [_argument(name, letter, kinds, chance, made) for letter in letters]
    _mend(name, texts)
    text = f"{name}({', '.join(texts)})"
    return f"({text} IS NULL)" if name in CLOCKS else text


def _fit(name, letters, kinds):
    """Where one argument says what another one must be."""
    if "a" in kinds and "x" in kinds:
        kinds["x"] = "text" if kinds["a"] == "array" else "int"
    if "m" in kinds:
        kinds["x"] = "text"
    if name == "array_join":
        kinds["a"] = "array"


def _argument(name, letter, kinds, chance, made):
    if letter == "l":
        return _LAMBDAS[name]
    if letter == "u":
        return f"'{chance.choice(('day', 'week', 'month', 'quarter', 'year'))}'"
    if letter == "k":
        pool = _PATTERNS.get(name) or (_PATHS if name.startswith("json") else _REGEXES)
        return f"'{chance.choice(pool)}'"
    return made(kinds[letter])


def _mend(name, texts):
    """Arguments that must be constants of a certain kind."""
    if name == "bit_count":
        texts[1] = "64"
    if name == "approx_percentile":
        texts[1] = "0.3" if not texts[1].startswith(("ARRAY", "numbers")) and "[" not in texts[1] else "ARRAY[0.1, 0.9]"
    if name == "map_from_entries":
        texts[0] = f"map_entries(MAP(ARRAY['k'], ARRAY[{len(texts)}]))"
    if name == "flatten":
        texts[0] = f"ARRAY[{texts[0]}, {texts[0]}]"
    if name == "map" and texts:
        texts[0] = f"array_distinct({texts[0]})"
    if (name in {"min", "max"} and len(texts) == 2) or (name in {"min_by", "max_by"} and len(texts) == 3):
        texts[-1] = "3"
    if name == "ntile":
        texts[0] = "4"
    if name in {"lag", "lead", "nth_value"} and len(texts) > 1:
        texts[1] = "2"
