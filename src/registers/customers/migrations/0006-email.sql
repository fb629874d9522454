-- The mail address of a customer, in one spelling: small letters. A mail about an order is tied to it where the address is known (clause 2.4.1).
alter table customers.customer add column email text check (email = lower(email) and email <> '');
create index customer_by_email on customers.customer (email) where email is not null;
