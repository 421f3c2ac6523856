<?php
// Which plugins are on, by the database itself: no code of any plugin has a say in it.
$pdo   = new PDO( 'sqlite:/wordpress/wp-content/database/.ht.sqlite' );
$query = $pdo->query( "SELECT option_value FROM wp_options WHERE option_name = 'active_plugins'" );
echo json_encode( array_values( unserialize( $query->fetchColumn(), array( 'allowed_classes' => false ) ) ) );
