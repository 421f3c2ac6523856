"""How does Django name the face?"""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "levee.web"
    label = "web"
