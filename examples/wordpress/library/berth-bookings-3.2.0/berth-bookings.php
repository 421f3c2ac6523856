<?php
/**
 * Plugin Name: Berth Bookings
 * Description: Skippers book a berth; the harbour master sees the list.
 * Version: 3.2.0
 * Requires at least: 6.2
 * Requires PHP: 8.0
 * Requires Plugins: harbour-notices
 * License: Apache-2.0
 */

defined( 'ABSPATH' ) || exit;

register_activation_hook( __FILE__, 'berth_bookings_activate' );
function berth_bookings_activate() {
	global $wpdb;
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	dbDelta(
		"CREATE TABLE {$wpdb->prefix}berths (
			id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			name varchar(60) NOT NULL,
			booked_by varchar(60) NOT NULL DEFAULT '',
			PRIMARY KEY  (id)
		) {$wpdb->get_charset_collate()};"
	);
	foreach ( array( 'North', 'South' ) as $name ) {
		$wpdb->insert( "{$wpdb->prefix}berths", array( 'name' => $name ) );
	}
}

function berth_bookings_free(): array {
	global $wpdb;
	return $wpdb->get_col( "SELECT name FROM {$wpdb->prefix}berths WHERE booked_by = '' ORDER BY name" );
}

function berth_bookings_book( string $berth, string $skipper ): bool {
	global $wpdb;
	return 1 === $wpdb->update(
		"{$wpdb->prefix}berths",
		array( 'booked_by' => $skipper ),
		array( 'name' => $berth, 'booked_by' => '' )
	);
}

add_action(
	'admin_menu',
	static fn() => add_menu_page( 'Berths', 'Berths', 'edit_posts', 'berths', 'berth_bookings_page' )
);
function berth_bookings_page() {
	echo '<h1>Berths</h1><p>Free: ' . esc_html( implode( ', ', berth_bookings_free() ) ) . '</p>';
}
