<?php
/**
 * Plugin Name: Harbour Notices
 * Description: Shows the harbour master's notice above every post and serves it to apps.
 * Version: 1.0.0
 * Requires at least: 6.0
 * Requires PHP: 7.4
 * License: Apache-2.0
 */

defined( 'ABSPATH' ) || exit;

register_activation_hook( __FILE__, 'harbour_notices_activate' );
function harbour_notices_activate() {
	add_option( 'harbour_notice', 'The <b>north</b> berth is closed.' );
}

function harbour_notices_plain( $html ) {
	return trim( wp_strip_all_tags( $html ) );
}

add_filter( 'the_content', 'harbour_notices_above' );
function harbour_notices_above( $content ) {
	$notice = harbour_notices_plain( get_option( 'harbour_notice' ) );
	return '<p class="harbour-notice">' . esc_html( $notice ) . '</p>' . $content;
}

add_action( 'rest_api_init', 'harbour_notices_routes' );
function harbour_notices_routes() {
	register_rest_route(
		'harbour/v1',
		'/notice',
		array(
			'methods'             => 'GET',
			'permission_callback' => '__return_true',
			'callback'            => static function () {
				return array( 'notice' => harbour_notices_plain( get_option( 'harbour_notice' ) ) );
			},
		)
	);
}
