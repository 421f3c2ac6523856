<?php
// The five-minute installation, with nobody before the screen. $argv: permalink structure, theme.
define( 'WP_INSTALLING', true );
require '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Lab', 'admin', 'admin@example.invalid', true, '', 'password' );
global $wp_rewrite;
$wp_rewrite->set_permalink_structure( $argv[0] );
$wp_rewrite->flush_rules( false );
echo is_blog_installed() ? 'installed' : 'not installed';
