"""How does Django name the store?"""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "levee.store"
    label = "store"
