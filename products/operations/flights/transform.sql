-- One flight on one day, cancelled ones included
-- The contract says which values are good; what does not fit it is set aside with its reasons.
-- `year`, `month` and `day` become one date; `hour` and `minute` are left out: `sched_dep_time` and `time_hour` hold them.
SELECT
    TRY_CAST(year || '-' || LPAD(month, 2, '0') || '-' || LPAD(day, 2, '0') AS DATE) AS flight_date,
    carrier,
    flight,
    origin,
    dest,
    tailnum,
    time_hour,
    sched_dep_time,
    dep_time,
    dep_delay,
    sched_arr_time,
    arr_time,
    arr_delay,
    air_time,
    distance,
    dep_time IS NULL AS cancelled
FROM {{ source('flights_csv') }}
