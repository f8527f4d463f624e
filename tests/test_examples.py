"""Pages are read strictly: a page that breaks the form is an error, not a page without examples."""

from __future__ import annotations

import pytest

from readiness.examples import PageError, parse_page

PAGE = """# It is good

Why it matters.

## Passes when it is

`a.py`
```python
key = "AB{+}CD"
```

`docs/b.md`
````markdown
```bash
run
```
````

```report
pass
+ a.py:1 seen
```
"""


def test_a_page_has_prose_and_sections() -> None:
    """Files come with their content, joined strings joined, nested fences whole."""
    page = parse_page(PAGE)

    assert (page.title, page.prose) == ("It is good", "Why it matters.")
    assert dict(page.sections[0].files) == {"a.py": 'key = "ABCD"\n', "docs/b.md": "```bash\nrun\n```\n"}
    assert (page.sections[0].promise, page.sections[0].report) == ("pass", "pass\n+ a.py:1 seen")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## Passes when it is", "## Perhaps", "unknown heading"),
        ("`a.py`\n", "a.py\n", "needs its path"),
        ("```report\npass", "```text\npass", "needs its path"),
        ("pass\n+ a.py", "fail\n- a.py", "the heading promises"),
    ],
)
def test_a_page_that_breaks_the_form_is_refused(old: str, new: str, said: str) -> None:
    """Unknown headings, fences without a path, sections without a report, and reports that break the promise are errors."""
    with pytest.raises(PageError, match=said):
        parse_page(PAGE.replace(old, new))
