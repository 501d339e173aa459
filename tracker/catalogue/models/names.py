"""What things are called: substances, organisations, products, and the portfolios people make of them."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords


class Substance(models.Model):
    """An active substance. The authorities use different names for one, so applications meet it through its aliases."""

    name = models.CharField(max_length=500, unique=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SubstanceAlias(models.Model):
    """A name by which some source calls a substance; `key` is its normalised form, see `catalogue.names`."""

    substance = models.ForeignKey(Substance, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=500)
    key = models.CharField(max_length=500, unique=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "substance aliases"

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """An applicant, a holder, a sponsor."""

    name = models.CharField(max_length=500, unique=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganisationAlias(models.Model):
    """A spelling of an organisation's name; `key` is its normalised form, see `catalogue.names`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=500)
    key = models.CharField(max_length=500, unique=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "organisation aliases"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A medicine as people speak of it; it has one application per authority, or several.

    `key` is the number of the application that brought it in, or a word given by a person. Applications of two
    authorities are joined under one product by a person, never by guess.
    """

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=500, db_index=True)
    also_known_as = models.CharField(max_length=500, blank=True, help_text="Other names, separated by commas.")
    note = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "key"]

    def __str__(self) -> str:
        return self.name or self.key


class Portfolio(models.Model):
    """A named list of products, shared with all or private to its owner."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    is_shared = models.BooleanField(default=True)
    products = models.ManyToManyField(Product, related_name="portfolios", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
