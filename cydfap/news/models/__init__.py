"""The pages of What's happening. Wagtail writes and publishes them; what is ours goes through
`cydfap.news.actions`.
"""

from .campaign import Backer, Campaign, CampaignDocument, Milestone
from .event import Event, EventSeries
from .file_text import FilePage, FileText
from .index import NewsIndex
from .letters import Edition, Outgoing, Subscriber
from .links import NewsArea, NewsEntry, NewsSource, NewsTopic
from .news_page import NewsPage
from .report import CaseStudy, Report, ReportFile
from .story import Story
from .topic import Topic
from .web_links import WebLink, WebLinkPlace

# By the key of their kind, in the order of NewsKind.
MODELS: dict[str, type[NewsPage]] = {
    str(model.kind): model for model in (Topic, Story, Event, EventSeries, Report, Campaign)
}

__all__ = [
    "MODELS",
    "Backer",
    "Campaign",
    "CampaignDocument",
    "CaseStudy",
    "Edition",
    "Event",
    "EventSeries",
    "FilePage",
    "FileText",
    "Milestone",
    "NewsArea",
    "NewsEntry",
    "NewsIndex",
    "NewsPage",
    "NewsSource",
    "NewsTopic",
    "Outgoing",
    "Report",
    "ReportFile",
    "Story",
    "Subscriber",
    "Topic",
    "WebLink",
    "WebLinkPlace",
]
