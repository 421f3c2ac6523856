#!/bin/sh
echo "$1 o/"
