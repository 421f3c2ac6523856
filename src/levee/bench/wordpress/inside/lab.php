<?php
// A lab has no network and no mail: both answer at once instead of after a minute. Whether there
// are updates is answered, too ("none"): WordPress warns where it cannot find out.
add_filter(
	'pre_http_request',
	static function ( $answer, $arguments, $url ) {
		if ( preg_match( '#^https?://api\.wordpress\.org/[a-z]+/(update|version)-check/#', $url ) ) {
			$none = array( 'offers', 'plugins', 'no_update', 'themes', 'translations' );
			return array(
				'headers'  => array(),
				'body'     => json_encode( array_fill_keys( $none, array() ) ),
				'response' => array( 'code' => 200, 'message' => 'OK' ),
				'cookies'  => array(),
				'filename' => null,
			);
		}
		return new WP_Error( 'http_request_not_executed', 'The lab has no network: ' . $url );
	},
	1,
	3
);
add_filter( 'pre_wp_mail', '__return_true', 1 );
