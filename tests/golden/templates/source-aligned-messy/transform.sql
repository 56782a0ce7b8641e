-- Say here what one row stands for
-- The contract says which values are good; what does not fit it is set aside with its reasons.
SELECT
    "Order ID" AS order_id,
    "Customer E-Mail" AS customer_e_mail,
    "Order" AS order_value,
    order_1,
    "Größe (cm)" AS groe_cm,
    "ZIP" AS zip,
    "Ordered At" AS ordered_at,
    "Shipped" AS shipped,
    "Paid?" AS paid,
    "Total; DROP TABLE orders--" AS total_drop_table_orders,
    "{{ '{' }}{ 7*7 }}" AS column_7_7,
    "Status" AS status,
    "Notes" AS notes,
    "Empty" AS empty,
    "say ""hi""" AS say_hi
FROM {{ source('orders_csv') }}
