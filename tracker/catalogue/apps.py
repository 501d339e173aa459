from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tracker.catalogue"
    default_auto_field = "django.db.models.BigAutoField"
