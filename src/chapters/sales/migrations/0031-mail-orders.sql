-- A mail that names an order is tied to it only where its sender is known as the buyer (clause 2.4.1): otherwise the order is a suggestion that a person confirms, and who has
-- confirmed it vouches for the sender. Nobody has for what came before: those senders are known by the register and by leads only.
alter table sales.mail add column named_order_id uuid;
alter table sales.mail add column named_order_no text;
alter table sales.mail add column sender_known_at timestamptz;
alter table sales.mail add column sender_known_by text;
alter table sales.mail add constraint named_whole check ((named_order_id is null) = (named_order_no is null));
