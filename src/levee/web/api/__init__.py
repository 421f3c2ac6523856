"""Face: the API. One small module an area; each endpoint asks one story."""
