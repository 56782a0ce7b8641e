-- One airline at one airport
SELECT
    flights.carrier,
    flights.origin,
    COUNT(*) AS flights,
    SUM(flights.dep_delay) AS total_delay,
    AVG(observations.wind_speed) AS mean_wind,
    COUNT(DISTINCT flights.time_hour) AS hours,
    MIN(flights.time_hour) AS first_hour
FROM {{ input('operations.flights') }} AS flights
LEFT JOIN {{ input('weather.observations') }} AS observations
    ON observations.origin = flights.origin
    AND observations.time_hour = flights.time_hour
GROUP BY 1, 2
