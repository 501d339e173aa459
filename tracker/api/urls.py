"""Addresses of the API, first version."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from tracker.api.resources.applications import Applications
from tracker.api.resources.changes import Changes
from tracker.api.resources.deliveries import Deliveries
from tracker.api.resources.documents import Documents
from tracker.api.resources.entries import Entries
from tracker.api.resources.holds import Holds
from tracker.api.resources.meetings import Meetings
from tracker.api.resources.names import Organisations, Substances
from tracker.api.resources.notices import Notices
from tracker.api.resources.procedures import Procedures, Steps
from tracker.api.resources.products import Portfolios, Products
from tracker.api.resources.searches import SavedSearches
from tracker.api.resources.sources import Snapshots, Sources
from tracker.api.resources.subscriptions import Subscriptions
from tracker.api.resources.timetables import Timetables
from tracker.api.resources.webhooks import Webhooks
from tracker.api.views import Nowhere

app_name = "api"

router = SimpleRouter()
router.register("substances", Substances)
router.register("organisations", Organisations)
router.register("products", Products)
router.register("portfolios", Portfolios)
router.register("applications", Applications)
router.register("procedures", Procedures)
router.register("steps", Steps)
router.register("documents", Documents)
router.register("notices", Notices)
router.register("meetings", Meetings)
router.register("changes", Changes)
router.register("entries", Entries)
router.register("sources", Sources)
router.register("snapshots", Snapshots)
router.register("holds", Holds)
router.register("searches", SavedSearches)
router.register("subscriptions", Subscriptions)
router.register("deliveries", Deliveries)
router.register("webhooks", Webhooks)

# The style sheet of Swagger UI holds its icons as data.
docs = csp_update({"img-src": [SELF, "data:"]})(
    login_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"))
)

urlpatterns = [
    path("", include(router.urls)),
    path("timetables/", Timetables.as_view({"get": "list", "post": "create"}), name="timetables"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    # With its slash: an address without one is still sent to the one that has it.
    re_path(r"^(.*/)?$", Nowhere.as_view()),
]
