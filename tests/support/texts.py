"""Texts that no author wrote: what seeds may hold, and strategies that put it together."""

from hypothesis import strategies as st

PROSE = "The bridge is 412 metres long and cost 38 million; it replaces the ferry of 1903, said the mayor."

MARKED = [
    *("", " ", "\u200b", "|", "||", "![]() |", "![](x)", "![a b](http://t.example/x.png) |", ".png)"),
    *("| One caption. |", "| a | b |", "|--|--|", "|a|b|c|d|", "a | b", "--|--", "|| |", "| ![](x) |"),
    *("- one", "- two", "* one", "• one", "– one", "1. one", "2. two", "2) two", "7. seven", "  - nested"),
    *(
        "```",
        "```python",
        "````",
        "~~~",
        "    code",
        "\tcode",
        "# One",
        "## Two ##",
        "#",
        "# #",
        "===",
        "---",
    ),
    *(
        "> quoted",
        ">",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<pre>",
        "</pre>",
        "<div>",
        "<b>bold</b>",
        "<a",
    ),
    *(
        "Source: https://a.example/x",
        "Source:",
        "https://a.example/x",
        "Zxqw: https://a.example/x",
        "Source: a b",
    ),
    *(
        "Comment (0)",
        "Zxqw (0)",
        "Photo: A. Author",
        "Photo:",
        "Share",
        "2025-01-02",
        "Sidebar: “Yes.” – A. B, mayor",
    ),
    *(
        "[1]: https://a.example",
        "[a](b)",
        "[![a](b)](c)",
        "&lt;b&gt;",
        "&#10;# a",
        "&NewLine;",
        "a &amp b",
        "&#8238;",
    ),
    *(
        "\u202eevil",
        "\u2067a\u2069 b",
        "\u2067a\u202c",
        "cafÃ©",
        "e\u0301",
        "a\x00b",
        "a\x85b",
        "a\u2028b",
        "\ufeff",
    ),
    *(
        "*all of it*",
        "**",
        "_a_",
        "a_b",
        "\\",
        "\\*",
        "`",
        "A short line",
        "Is it?",
        PROSE,
        PROSE + " And more.",
    ),
]
"""Lines that mean something, in one form of seed or in another."""

lines = st.one_of(
    st.sampled_from(MARKED),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=40),
    st.text(alphabet="|![]()<>#*_`~-.: a1\\&;\"'\t", max_size=12),
)
texts = st.one_of(
    st.lists(lines, max_size=25).map("\n".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
)
"""Whole texts, any at all."""
