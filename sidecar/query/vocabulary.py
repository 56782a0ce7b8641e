"""What DuckDB's syntax tree may be made of. Written by hand, apart from the table that makes the text."""

__all__ = ["CLASSES", "FUNCTIONS", "TYPES"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLASSES = _words(
    "BETWEEN CASE CAST COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA OPERATOR STAR SUBQUERY WINDOW"
)
"""Classes of expression. Not here: PARAMETER, COLLATE, DEFAULT, POSITIONAL_REFERENCE."""

TYPES = _words("""
    SELECT_NODE SET_OPERATION_NODE EMPTY BASE_TABLE SUBQUERY JOIN EXPRESSION_LIST
    ORDER_MODIFIER LIMIT_MODIFIER DISTINCT_MODIFIER ORDER_DEFAULT ASCENDING DESCENDING
    COLUMN_REF STAR FUNCTION LAMBDA VALUE_CONSTANT CASE_EXPR OPERATOR_CAST
    COMPARE_EQUAL COMPARE_NOTEQUAL COMPARE_LESSTHAN COMPARE_GREATERTHAN COMPARE_LESSTHANOREQUALTO
    COMPARE_GREATERTHANOREQUALTO COMPARE_IN COMPARE_NOT_IN COMPARE_DISTINCT_FROM COMPARE_NOT_DISTINCT_FROM
    COMPARE_BETWEEN CONJUNCTION_AND CONJUNCTION_OR OPERATOR_NOT OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL
    OPERATOR_COALESCE OPERATOR_NULLIF OPERATOR_TRY ARRAY_EXTRACT ARRAY_CONSTRUCTOR STRUCT_EXTRACT GROUPING_FUNCTION
    WINDOW_AGGREGATE WINDOW_RANK WINDOW_RANK_DENSE WINDOW_NTILE WINDOW_PERCENT_RANK WINDOW_CUME_DIST
    WINDOW_ROW_NUMBER WINDOW_FIRST_VALUE WINDOW_LAST_VALUE WINDOW_LEAD WINDOW_LAG WINDOW_NTH_VALUE
    LIST_TYPE_INFO STRUCT_TYPE_INFO DECIMAL_TYPE_INFO UNBOUND_TYPE_INFO
""")
"""Types of node, relation, expression and type. Not here: TABLE_FUNCTION, SHOW_REF, PIVOT, COLUMN_DATA, RECURSIVE_CTE_NODE."""

FUNCTIONS = _words("""
    + - * / // % || ~~ !~~ & | ~ << >> xor like_escape not_like_escape
    lower upper length octet_length reverse trim ltrim rtrim substr concat_ws array_to_string replace translate lpad
    rpad chr unicode string_split strpos starts_with levenshtein hamming nfc_normalize left right printf
    regexp_matches regexp_extract regexp_extract_all regexp_replace regexp_split_to_array url_encode url_decode
    encode decode hex unhex base64 from_base64 md5 sha1 sha256
    abs ceil floor round trunc sign sqrt cbrt exp ln log2 log10 pow sin cos tan asin acos atan atan2 sinh cosh tanh
    degrees radians pi isnan isfinite isinf bit_count to_base greatest least
    date_part date_trunc date_sub strftime strptime to_timestamp epoch last_day timezone
    get_current_timestamp current_date current_localtime current_localtimestamp get_current_time
    to_milliseconds to_seconds to_minutes to_hours to_days to_months to_years
    list_value list_extract list_transform list_filter list_reduce list_contains list_count list_position
    list_distinct list_sort list_reverse list_max list_min list_intersect list_has_any list_slice list_zip
    list_bool_or list_bool_and flatten len range generate_series unnest
    map map_keys map_values map_entries map_from_entries map_concat map_contains map_extract_value cardinality
    row struct_pack struct_extract nullif
    json json_extract json_extract_string json_value json_exists json_type json_keys json_array_length json_contains
    to_json
    count count_star sum avg min max arg_min arg_max arg_min_null arg_max_null any_value list string_agg histogram
    approx_count_distinct approx_quantile bool_and bool_or bit_and bit_or geomean stddev_samp stddev_pop var_samp
    var_pop corr covar_pop covar_samp regr_slope regr_intercept
    row_number rank rank_dense dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
""")
"""Functions and operators by DuckDB's names. What reads files, settings, catalogs or strings of SQL is not among them."""
