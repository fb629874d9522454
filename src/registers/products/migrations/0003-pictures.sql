-- Pictures that were uploaded for products: what may be served. The order of a product's pictures stands in product.pictures.
create table products.picture (
  id uuid primary key,
  product_id uuid not null references products.product,
  sha256 text not null,
  added_by text not null,
  added_at timestamptz not null
);
create index picture_of_product on products.picture (product_id);
