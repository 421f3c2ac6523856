"""Reading the ledger: postmortems, metrics."""
