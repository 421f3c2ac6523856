<?php
echo 'LEVEE-STANDS';
