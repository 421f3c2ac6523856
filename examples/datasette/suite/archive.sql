create table orders (id integer primary key, item text, qty integer);
insert into orders values (1, 'Pump P1', 2), (2, 'Gate G2', 1);
