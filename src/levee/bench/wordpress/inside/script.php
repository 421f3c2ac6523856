<?php
// A check's own script, inside WordPress. $argv[0] is the script, as for any PHP script.
require '/wordpress/wp-load.php';
require $argv[0];
