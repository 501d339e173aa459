"""Addresses of the console's pages. Numbers of EMA have slashes in them, so what follows a number goes before it."""

from django.urls import path

from tracker.console.pages import (
    applications,
    changes,
    dashboard,
    entries,
    evidence,
    following,
    holds,
    linking,
    naming,
    notices,
    products,
    profile,
    sources,
)

app_name = "console"

urlpatterns = [
    path("track/", dashboard.track, name="track"),
    path("applications/<path:number>/", applications.application, name="application"),
    path("enter/correct/<path:number>/", entries.enter, {"what": "correct"}, name="correct"),
    path("enter/step/<path:number>/", entries.enter, {"what": "add-step"}, name="add-step"),
    path("link/<path:number>/", linking.link, name="link"),
    path("substances/<int:pk>/names/", naming.names, name="names"),
    path("links/", linking.consider, name="links"),
    path("links/decide/<path:number>/", linking.decide, name="decide-link"),
    path("links/<path:number>/", linking.offers, name="offers"),
    path("entries/<int:pk>/release/", entries.release, name="release-entry"),
    path("products/<int:pk>/", products.product, name="product"),
    path("portfolios/<slug:slug>/", products.portfolio, name="portfolio"),
    path("follow/application/<path:number>/", following.follow_application, name="follow-application"),
    path("follow/product/<int:pk>/", following.follow_product, name="follow-product"),
    path("evidence/<str:fingerprint>/", evidence.evidence, name="evidence"),
    path("snapshots/<int:pk>/", evidence.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/bytes", evidence.snapshot_bytes, name="snapshot-bytes"),
    path("changes/", changes.changes, name="changes"),
    path("changes/review/", changes.review, name="review"),
    path("changes/<int:pk>/", changes.change, name="change"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<int:pk>/", holds.hold, name="hold"),
    path("holds/<int:pk>/release/", holds.decide, {"decision": "release"}, name="release-hold"),
    path("holds/<int:pk>/dismiss/", holds.decide, {"decision": "dismiss"}, name="dismiss-hold"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/check/", sources.check, name="check-source"),
    path("progress/", sources.progress, name="progress"),
    path("profile/", profile.profile, name="profile"),
]
