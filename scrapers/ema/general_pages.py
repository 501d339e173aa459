"""EMA's list of general pages: rules and explanations, such as the procedural timetables.

Promised: address and title. The same pages, read one by one, are the reader `ema.general_page`: both use the path as
the key. That a page was updated is all the list tells of a change of it, so it is told, and not as noise.
"""

from scrapers.ema.feed_records import Column, NoticeForm, feed_reader

FORM = NoticeForm(
    kind="guidance",
    address="general_url",
    columns=(
        Column("title", "title"),
        Column("categories", "category", "list"),
        Column("general_url", "address", "address"),
        Column("summary", "summary"),
        Column("first_published_date", "first_published", "date"),
        Column("last_updated_date", "listed_update", "date"),
    ),
)

LAYOUT = FORM.layout("list of general pages", ("general_url", "title"))

READER = feed_reader(
    "ema.general_pages", "general-json-report_en.json", LAYOUT, FORM.notice, ("general_url", "summary")
)
