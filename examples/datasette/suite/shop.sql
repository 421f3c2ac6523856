create table clients (id integer primary key, name text, surname text, email text, secret text);
insert into clients values
    (1, 'Ada', 'Robertson', 'ada@example.org', 's3cret-ada'),
    (2, 'Bo', 'Rupert', 'bo@example.org', 's3cret-bo'),
    (3, 'Cy', 'Ashcraft', 'cy@example.org', 's3cret-cy');

create table products (
    id integer primary key, name text, price real, stock integer, description_md text,
    links text, attrs text, photo blob, supplier_id integer references clients(id)
);
insert into products values
    (1, 'Pump P1', 120.5, 4, 'A **strong** pump',
     '{"href": "/shop/products/1", "label": "Pump page"}', '{"kw": 2}',
     x'89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f00038401803ba5c6210000000049454e44ae426082', 1),
    (2, 'Gate G2', 80.0, 9, 'A *light* gate',
     '{"href": "/shop/products/2", "label": "Gate page"}', '{"kw": 0}',
     x'89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f00038401803ba5c6210000000049454e44ae426082', 2),
    (3, 'Sandbag S3', 2.25, 500, '- one' || char(10) || '- two',
     '{"href": "/shop/products/3", "label": "Bag page"}', '{"kw": 0}', null, 2);
create virtual table products_fts
    using fts5(name, description_md, content="products", content_rowid='id');
insert into products_fts(products_fts) values ('rebuild');

create table places (id integer primary key, name text, latitude real, longitude real);
insert into places values
    (1, 'Depot North', 52.37, 4.89), (2, 'Depot South', 51.92, 4.48), (3, 'Quay', 53.2, 5.8);

create table events (
    id integer primary key, event_name text, event_dtstart text, event_dtend text,
    event_description text
);
insert into events values
    (1, 'Dike inspection', '2026-03-01T09:00:00', '2026-03-01T11:00:00', 'Bring boots'),
    (2, 'Pump test', '2026-04-02T10:00:00', '2026-04-02T12:00:00', 'Loud');

create table posts (
    id integer primary key, atom_id text, atom_title text, atom_updated text,
    atom_content_html text, body_md text
);
insert into posts values
    (1, 'tag:shop,2026:1', 'Opening', '2026-01-02T00:00:00+00:00',
     '<p>Hello <strong>you</strong></p>', 'Hello **you**'),
    (2, 'tag:shop,2026:2', 'High water', '2026-02-03T00:00:00+00:00',
     '<p>Careful</p>', 'Careful, *please*');

create table reports (id integer primary key, title text, query text);
insert into reports values (1, 'Cheap', 'select name from products where price < 100');

create table notes (id integer primary key, title text);
insert into notes values (1, 'first note'), (2, 'second note');
