"""What things are called: substances, organisations, products, and the portfolios people make of them."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords


class Named(models.Model):
    """A thing that sources call by different names."""

    name = models.CharField(max_length=500, unique=True)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """One of the names; `key` is its normalised form, see `catalogue.spelling`."""

    name = models.CharField(max_length=500)
    key = models.CharField(max_length=500, unique=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Substance(Named):
    """An active substance. Authorities call one by different names; applications meet it through its aliases."""


class SubstanceAlias(Alias):
    """A name by which some source calls a substance."""

    substance = models.ForeignKey(Substance, on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name_plural = "substance aliases"


class Organisation(Named):
    """An applicant, a holder, a sponsor."""


class OrganisationAlias(Alias):
    """A spelling of an organisation's name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name_plural = "organisation aliases"


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
