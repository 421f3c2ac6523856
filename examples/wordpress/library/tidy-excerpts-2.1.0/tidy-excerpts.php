<?php
/**
 * Plugin Name: Tidy Excerpts
 * Description: Excerpts that end after a whole sentence.
 * Version: 2.1.0
 * Requires at least: 6.0
 * Requires PHP: 7.4
 * License: Apache-2.0
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'wp_trim_excerpt', 'tidy_excerpts_end', 20 );
function tidy_excerpts_end( $excerpt ) {
	$text = plain_text( $excerpt );
	$end  = strpos( $text, '. ' );
	return false === $end ? $text : substr( $text, 0, $end + 1 );
}

function plain_text( $html ) {
	return trim( html_entity_decode( wp_strip_all_tags( $html ) ) );
}
