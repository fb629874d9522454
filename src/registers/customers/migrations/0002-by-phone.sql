-- A customer is known again by the telephone number that somebody gives.
create index customer_by_phone on customers.customer (phone) where phone is not null;
