-- Who else gets goods at this phone or at this door (clause 2.3.1, made-up sales): looked up for each order in review.
create index address_of_phone on customers.address (right(regexp_replace(phone, '\D', '', 'g'), 11), created_at desc) where not masked and phone is not null;
create index address_of_door on customers.address (detail, created_at desc) where not masked and detail is not null;
