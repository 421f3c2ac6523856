<?php
/**
 * Plugin Name: Tidy Excerpts
 * Description: Excerpts that end after a whole sentence.
 * Version: 2.0.0
 * Requires at least: 6.0
 * Requires PHP: 7.4
 * License: Apache-2.0
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'wp_trim_excerpt', 'tidy_excerpts_end', 20 );
function tidy_excerpts_end( $excerpt ) {
	$end = strpos( $excerpt, '. ' );
	return false === $end ? $excerpt : substr( $excerpt, 0, $end + 1 );
}
