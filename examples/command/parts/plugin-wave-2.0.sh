#!/bin/sh
# needs greet 2.0
echo "$1 \\o/"
