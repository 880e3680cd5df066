"""A report's page as a work to cite."""

from cydfap.lib.citations import Author, Work
from cydfap.lib.dates import parse

from .models import Report
from .models.news_page import topics_of
from .models.report import authors_of


def work_of(report: Report, address: str) -> Work:
    """`address` is where it is cited from if the report has none of its own."""
    languages = report.languages.split()
    return Work(
        key=report.slug,
        title=report.title,
        lang=report.lang if report.lang in languages or not languages else languages[0],
        authors=tuple(Author(family, given) for family, given in authors_of(report.authors)),
        publisher=report.publisher,
        issued=parse(report.when) if report.when else None,
        url=report.link or address,
        abstract=report.abstract,
        keywords=tuple(topic.title for topic in topics_of(report)),
    )
