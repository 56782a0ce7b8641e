SELECT customer_id, segment, born FROM {{ source('customers_parquet') }}
