-- Say here what one row stands for
-- The contract says which values are good; what does not fit it is set aside with its reasons.
SELECT
    id,
    recorded_at,
    amount
FROM {{ source('flights_csv') }}
