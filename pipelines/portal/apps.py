"""Tells Django that the portal is one of its parts."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "pipelines.portal"
    label = "portal"
