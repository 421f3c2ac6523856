"""Django settings, urls, asgi, jobs: where everything is wired."""
