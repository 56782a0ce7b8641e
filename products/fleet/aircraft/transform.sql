-- One aircraft, as registered
-- The contract says which values are good; what does not fit it is set aside with its reasons.
SELECT
    tailnum,
    year,
    type,
    manufacturer,
    model,
    engines,
    seats,
    speed,
    engine
FROM {{ source('aircraft_csv') }}
