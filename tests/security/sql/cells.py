"""What stands in the twins' cells, as DuckDB text over a row's number `i`; `$` is a twin's salt."""

__all__ = ["HIDDEN", "VISIBLE"]

VISIBLE = """
    i AS id, i::INTEGER AS small, 'DE' AS region, (i % 10)::VARCHAR AS note, (i * 1.25)::DECIMAL(10,2) AS amount, i / 7.0 AS ratio,
    (i * 1000.5)::DECIMAL(38,10) AS wide, DATE '2024-01-01' + (i * 11 % 300)::INTEGER AS day, i % 3 = 0 AS ok,
    TIMESTAMP '2024-01-01 06:30:00' + to_minutes(i * 401) AS moment, encode('b' || i) AS raw, [i, i + 1] AS numbers,
    ['a', 't' || (i % 4)] AS tags, MAP {'k': i, 'z': 1} AS props, {'x': i / 3.0, 'name': 's' || (i % 5)} AS spot,
    '{"a": ' || i || ', "b": [1, "x"]}' AS doc, 'badge-' || (i % 6) AS badge,
    'CNRY-mail-$-' || i || repeat(chr(0), $ % 5) AS email, ([1e308, 'NaN', '-Infinity', 0, i]::DOUBLE[])[(i + $) % 5 + 1] AS salary,
    DATE '1980-01-01' + ((i % 3) * 366 + $ % 28)::INTEGER AS born, repeat('CNRY$', $ % 4) || '-' || (1000 + i) AS card, 'CNRY-pin-$' AS pin
"""
"""The masked ones differ with the salt: e-mail and salary altogether, born within its year, card before its last four."""

HIDDEN = """
    [10000 + i, 9223372036854775807, -9223372036854775808, 0][(i * $) % 4 + 1] AS id, [0, 2147483647, -2147483648][(i + $) % 3 + 1]::INTEGER AS small,
    ['FR', 'CNRY-region-$', NULL, 'DE ', 'de', ''][(i + $) % 6 + 1] AS region, ['CNRY-note-$-' || i, '', repeat('CNRY', 500), chr(0)][i % 4 + 1] AS note,
    [99999999.99, -99999999.99, 0][(i + $) % 3 + 1] AS amount, ([1e308, 'NaN', '-Infinity', -0.0]::DOUBLE[])[i % 4 + 1] AS ratio,
    [9999999999999999999999999999.9999999999, 0][i % 2 + 1]::DECIMAL(38,10) AS wide, NULL::BOOLEAN AS ok,
    [DATE '5881580-07-10', DATE '-5877641-06-25', DATE '300000-01-01', DATE 'infinity', NULL][(i + $) % 5 + 1] AS day,
    [TIMESTAMP '294247-01-10 04:00:54', TIMESTAMP '-290308-12-22 00:00:00', TIMESTAMP 'infinity', NULL][(i * $) % 4 + 1] AS moment,
    encode('CNRY$') AS raw, [[], NULL, [NULL, 9223372036854775807], range(300)][i % 4 + 1] AS numbers, [['CNRY-tag-$'], [], [NULL]][i % 3 + 1] AS tags,
    MAP {'CNRY$': 9223372036854775807} AS props, {'x': NULL, 'name': 'CNRY$'} AS spot, ['CNRY{$', '[1, {"a": "CNRY"}]'][i % 2 + 1] AS doc,
    'CNRY-badge-$' AS badge, 'CNRY-mail-h$-' || i AS email, (i * 7)::DOUBLE AS salary, DATE '2099-01-01' + (i % 9)::INTEGER AS born,
    'CNRY-card-$' AS card, 'CNRY' AS pin
"""
"""Extremes of every type, which fail wherever something can fail."""
