SELECT order_id, customer_id, country, status, amount, quantity, email, note, created_at, updated_at
FROM {{ source('orders_parquet') }}
