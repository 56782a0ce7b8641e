-- All flights from one airport in one month under one kind of weather
WITH under_weather AS (
    SELECT
        flights.origin,
        DATE_TRUNC('month', flights.flight_date) AS month,
        CASE
            WHEN observations.origin IS NULL THEN 'unknown'
            WHEN observations.visib < 3 THEN 'low visibility'
            WHEN observations.precip > 0 THEN 'rain or snow'
            WHEN observations.wind_speed >= 20 OR observations.wind_gust >= 30 THEN 'windy'
            ELSE 'fair'
        END AS conditions,
        flights.cancelled,
        flights.dep_delay,
        flights.arr_delay
    FROM {{ input('operations.flights') }} AS flights
    LEFT JOIN {{ input('weather.observations') }} AS observations
        ON observations.origin = flights.origin
        AND observations.time_hour = flights.time_hour
)
SELECT
    origin,
    month,
    conditions,
    COUNT(*) AS flights,
    COUNT_IF(cancelled) AS cancelled,
    COUNT_IF(NOT cancelled) AS departed,
    COUNT_IF(dep_delay >= 15) AS delayed,
    CAST(COUNT_IF(dep_delay >= 15) AS DOUBLE) / NULLIF(COUNT_IF(NOT cancelled), 0) AS share_delayed,
    CAST(COUNT_IF(cancelled) AS DOUBLE) / COUNT(*) AS share_cancelled,
    AVG(dep_delay) AS mean_dep_delay,
    AVG(arr_delay) AS mean_arr_delay
FROM under_weather
GROUP BY origin, month, conditions
