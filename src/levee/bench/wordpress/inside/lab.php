<?php
// A lab has no network and no mail: both answer at once instead of after a minute.
add_filter(
	'pre_http_request',
	static function ( $answer, $arguments, $url ) {
		return new WP_Error( 'http_request_not_executed', 'The lab has no network: ' . $url );
	},
	1,
	3
);
add_filter( 'pre_wp_mail', '__return_true', 1 );
