-- One airport, or another place with a code of its own
-- The contract says which values are good; what does not fit it is set aside with its reasons.
SELECT
    faa,
    name,
    lat,
    lon,
    alt,
    tz,
    dst,
    tzone
FROM {{ source('airports_csv') }}
