from django.template.loader import get_template


def test_the_page_for_a_fault_needs_no_database():
    html = get_template("500.html").render()
    assert 'href="/archive/"' in html
    assert "<h1>" in html
