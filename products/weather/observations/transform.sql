-- What one airport's station reported for one hour
-- The contract says which values are good; what does not fit it is set aside with its reasons.
-- `year`, `month`, `day` and `hour` are left out: on the night that the clocks go back they name two hours at once.
SELECT
    origin,
    time_hour,
    temp,
    dewp,
    humid,
    wind_dir,
    wind_speed,
    wind_gust,
    precip,
    pressure,
    visib
FROM {{ source('observations_csv') }}
