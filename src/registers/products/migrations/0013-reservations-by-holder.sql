-- Reservations are found by their holder; no statement asks for those of an article, and stock rows, to which they point, are never deleted.
drop index products.reservation_of_stock;
