<?php
// The site's configuration: constants of the stack first, then what the lab holds for all.
foreach ( json_decode( file_get_contents( '/levee/constants.json' ), true ) as $name => $value ) {
	defined( $name ) || define( $name, $value );
}
unset( $name, $value );
$levee_defaults = array(
	'DB_NAME'                    => 'wordpress',
	'DB_USER'                    => 'wordpress',
	'DB_PASSWORD'                => 'wordpress',
	'DB_HOST'                    => 'localhost',
	'DB_CHARSET'                 => 'utf8mb4',
	'DB_COLLATE'                 => '',
	'DB_DIR'                     => '/wordpress/wp-content/database',
	'DB_FILE'                    => '.ht.sqlite',
	'FS_METHOD'                  => 'direct',
	'DISABLE_WP_CRON'            => true, // it calls the site itself, which is busy with the page
	'WP_HTTP_BLOCK_EXTERNAL'     => true,
	'AUTOMATIC_UPDATER_DISABLED' => true,
	'WP_AUTO_UPDATE_CORE'        => false,
	'CONCATENATE_SCRIPTS'        => false, // the builds come without those files
);
foreach ( $levee_defaults as $name => $value ) {
	defined( $name ) || define( $name, $value );
}
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( $name . '_KEY', "lab-key-of-$name" );
	define( $name . '_SALT', "lab-salt-of-$name" );
}
unset( $levee_defaults, $name, $value );
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', '/wordpress/' );
require_once ABSPATH . 'wp-settings.php';
