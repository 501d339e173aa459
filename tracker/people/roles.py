"""Who may do what: the groups that an installation starts with. Administrators may change them at any time.

Permissions are named as Django names them, `room.action_model`; those of rooms that are not installed are left out.
"""

from django.contrib.auth.models import Group, Permission

READS = (
    *("catalogue.view_substance", "catalogue.view_organisation", "catalogue.view_product", "catalogue.view_portfolio"),
    *("catalogue.view_application", "catalogue.view_procedure", "catalogue.view_proceduralstep"),
    *("catalogue.view_document", "catalogue.view_evidence", "catalogue.view_change", "catalogue.view_entry"),
    *("catalogue.view_notice", "timetables.view_meeting"),
    *("catalogue.view_statement", "catalogue.view_conflict", "sources.view_source", "sources.view_snapshot"),
    *("alerts.view_subscription", "alerts.add_subscription", "alerts.change_subscription"),
    *("alerts.view_webhook", "alerts.add_webhook", "alerts.change_webhook", "alerts.view_delivery"),
    *("alerts.delete_subscription", "search.view_savedsearch", "search.add_savedsearch"),
    *("search.change_savedsearch", "search.delete_savedsearch"),
)
WRITES = (
    *("catalogue.add_entry", "catalogue.change_entry", "catalogue.change_change", "catalogue.change_product"),
    *("catalogue.add_portfolio", "catalogue.change_portfolio", "catalogue.add_conflict", "catalogue.change_conflict"),
    *("catalogue.add_statement", "catalogue.change_statement", "catalogue.change_substance"),
    *("catalogue.change_organisation", "intake.view_hold", "intake.change_hold"),
    *("timetables.add_meeting", "timetables.change_meeting"),
)
OPERATES = (
    *("sources.add_source", "sources.change_source", "alerts.change_delivery", "alerts.view_damping"),
    *("alerts.view_operatornotice", "alerts.view_stalenotice", "alerts.view_webhooknotice"),
    *("alerts.view_suspendedaddress", "alerts.change_suspendedaddress"),
)

ROLES: dict[str, tuple[str, ...]] = {
    "Readers": READS,
    "Regulatory affairs": (*READS, *WRITES),
    "Operators": (*READS, *WRITES, *OPERATES),
}


def make_roles() -> None:
    """Make the groups that are missing, with their permissions; one that is there stays as it is."""
    for name, permissions in ROLES.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            group.permissions.set(_permissions(permissions))


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    wanted = set(names)
    rows = Permission.objects.select_related("content_type")
    return [row for row in rows if f"{row.content_type.app_label}.{row.codename}" in wanted]
