-- Everything about one customer stands on one page (clause 1.3.2): each kind is found by the customer, newest first.
create index return_of_customer on sales.return (customer_id, requested_at desc) where customer_id is not null;
create index complaint_of_customer on sales.complaint (customer_id, received_at desc) where customer_id is not null;
create index feedback_of_customer on sales.feedback (customer_id, received_at desc) where customer_id is not null;
create index quote_of_customer on sales.quote (customer_id, created_at desc) where customer_id is not null;
create index contract_of_customer on sales.contract (customer_id, created_at desc);
