<?php
// WordPress on SQLite, by the integration that the builds bring along.
define( 'DATABASE_TYPE', 'sqlite' );
define( 'DB_ENGINE', 'sqlite' );
require_once '/levee/sqlite/wp-includes/sqlite/db.php';
