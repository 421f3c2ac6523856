<?php
// A skipper books the only free north berth; a second one must not get it.
function expect( $what, $held ) {
	echo ( $held ? 'ok   ' : 'FAIL ' ) . $what . "\n";
	if ( ! $held ) {
		fwrite( STDERR, $what . "\n" );
		exit( 1 );
	}
}
defined( 'STDERR' ) || define( 'STDERR', fopen( 'php://stderr', 'wb' ) );

expect( 'two berths are free', array( 'North', 'South' ) === berth_bookings_free() );
expect( 'the first skipper gets it', berth_bookings_book( 'North', 'Ann' ) );
expect( 'the second one does not', ! berth_bookings_book( 'North', 'Ben' ) );
expect( 'one berth is left', array( 'South' ) === berth_bookings_free() );
