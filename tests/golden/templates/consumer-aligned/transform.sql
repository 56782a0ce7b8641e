-- One airline at one airport
SELECT
    flights.carrier,
    flights.origin,
    observations.wind_speed
FROM {{ input('operations.flights') }} AS flights
LEFT JOIN {{ input('weather.observations') }} AS observations
    ON observations.origin = flights.origin
    AND observations.time_hour = flights.time_hour
