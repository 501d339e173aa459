"""EMA's list of news. Promised: address and title; medicines and referrals are named, by no number, sometimes twice."""

from scrapers.ema.feed_records import PUBLICATION, Column, NoticeForm, feed_reader

FORM = NoticeForm(
    kind="news",
    address="news_url",
    columns=(
        Column("title", "title"),
        Column("categories", "category", "list"),
        Column("news_url", "address", "address"),
        Column("topics", "topics", "list"),
        Column("news_summary", "summary"),
        Column("press_release", "press_release", "flag"),
        *PUBLICATION,
    ),
    names="related_medicine_referral",
)

LAYOUT = FORM.layout("list of news", ("news_url", "title"))

READER = feed_reader("ema.news", "news-json-report_en.json", LAYOUT, FORM.notice, ("news_url", "news_summary"))
