-- One airline
-- The contract says which values are good; what does not fit it is set aside with its reasons.
SELECT
    carrier,
    name
FROM {{ source('carriers_csv') }}
