#!/bin/sh
# The host: greets, and lets every plugin have its say.
here=${0%/*}
text="Hello $1"
for plugin in "$here"/plugin-*; do
    [ -x "$plugin" ] && text=$("$plugin" "$text")
done
echo "$text"
