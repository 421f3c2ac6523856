"""What does a text look like as HTML in which nothing can do harm?"""

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "code", "pre", "blockquote", "a", "hr"}
SCHEMES = {"https", "mailto"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def sanitised(text: str) -> str:
    """Markdown to HTML: no tag that was sent stays one, no picture is fetched, no form, no script;
    a link says where it leads and goes to a web or mail address only."""
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
