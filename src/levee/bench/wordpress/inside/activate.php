<?php
// One plugin (or theme) is switched on as an administrator would. $argv: plugin|theme, which.
// Prints what came of it as JSON after a mark; nothing of the kind when PHP fell.
require '/wordpress/wp-load.php';
echo "\nLEVEE-UP\n";
require_once ABSPATH . 'wp-admin/includes/admin.php';
list( $levee_kind, $levee_which ) = $argv;
wp_set_current_user( 1 );

function levee_said( $kind, $message ) {
	echo "\nLEVEE:" . json_encode( array( $kind, $message ), JSON_PARTIAL_OUTPUT_ON_ERROR );
	exit( 0 );
}

if ( 'theme' === $levee_kind ) {
	$levee_fit = wp_get_theme( $levee_which )->errors();
	if ( is_wp_error( $levee_fit ) ) {
		levee_said( 'refused', $levee_fit->get_error_message() );
	}
	switch_theme( $levee_which );
	levee_said( '', '' );
}
$levee_done = activate_plugin( $levee_which );
if ( is_wp_error( $levee_done ) ) {
	$levee_kind = 'unexpected_output' === $levee_done->get_error_code() ? 'output' : 'refused';
	$levee_text = $levee_done->get_error_message();
	if ( 'output' === $levee_kind ) {
		$levee_text .= ' It printed: ' . substr( (string) $levee_done->get_error_data(), 0, 2000 );
	}
	levee_said( $levee_kind, wp_strip_all_tags( $levee_text ) );
}
if ( ! is_plugin_active( $levee_which ) ) {
	levee_said( 'refused', 'WordPress does not list it as active.' );
}
levee_said( '', '' );
