"""Somebody writes, changes their words, loses the network and signs in on the way; nothing typed is lost."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.mailbox import Mailbox
from tests.journeys.site import Site
from tests.journeys.test_discuss import open_lead


def test_without_script_they_see_a_preview_before_they_post(paper: Site, page: Page):
    open_lead(page, paper)
    page.get_by_label("Your comment").fill("The fence went up *twice*: https://a.example/b")
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("em")).to_have_text("twice")
    expect(preview.get_by_role("link")).to_have_attribute("href", "https://a.example/b")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.comment", has_text="The fence went up twice")).to_have_count(1)


def test_they_change_their_words_and_take_them_back(paper: Site, page: Page):
    open_lead(page, paper)
    page.get_by_label("Your comment").fill("The crane fell on a Munday.")
    page.get_by_role("button", name="Post comment").click()
    mine = page.locator("article.comment", has_text="The crane fell")
    mine.get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment").fill("The crane fell on a Monday.")
    page.get_by_role("button", name="Save").click()
    expect(mine).to_contain_text("Monday")
    mine.get_by_role("link", name="edited").click()
    expect(page.locator("del")).to_have_text("Munday")
    expect(page.locator("ins")).to_have_text("Monday")
    page.get_by_role("link", name="Back to the comment").click()
    mine.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("article.comment", has_text="The crane fell")).to_have_count(0)


def test_with_script_a_toolbar_marks_and_a_preview_follows(paper: Site, scripted: Page):
    open_lead(scripted, paper)
    area = scripted.get_by_label("Your comment")
    area.fill("The tide gauge")
    area.select_text()
    scripted.get_by_role("button", name="Bold").click()
    expect(area).to_have_value("**The tide gauge**")
    scripted.get_by_role("button", name="Preview").click()
    expect(scripted.locator(".preview strong")).to_have_text("The tide gauge")
    area.press("End")
    area.press_sequentially(" was *moved*")
    expect(scripted.locator(".preview em")).to_have_text("moved")
    expect(scripted.locator("[data-count]").first).to_have_text("30")
    scripted.get_by_role("button", name="Post comment").click()
    mine = scripted.locator("article.comment", has_text="The tide gauge was moved")
    expect(mine).to_have_count(1)
    expect(scripted.get_by_label("Your comment")).to_have_value("")

    mine.get_by_role("link", name=re.compile("^Reply")).click()
    reply = scripted.get_by_label("Your reply")
    expect(reply).to_be_focused()
    reply.fill("By whom?")
    scripted.get_by_role("button", name="Post reply").click()
    expect(scripted.locator("article.comment", has_text="By whom?")).to_have_count(1)


def test_with_script_words_outlive_a_reload_and_a_lost_network(paper: Site, scripted: Page):
    open_lead(scripted, paper)
    scripted.get_by_label("Your comment").fill("I measured the wall myself.")
    scripted.reload()
    expect(scripted.get_by_label("Your comment")).to_have_value("I measured the wall myself.")
    expect(scripted.get_by_text("Your unsent words are back.")).to_be_visible()
    scripted.context.set_offline(True)
    scripted.get_by_role("button", name="Post comment").click()
    expect(scripted.get_by_text("Not sent: there is no connection.")).to_be_visible()
    scripted.context.set_offline(False)
    scripted.get_by_role("button", name="Post comment").click()
    expect(scripted.locator("article.comment", has_text="I measured the wall")).to_have_count(1)
    scripted.reload()
    expect(scripted.get_by_label("Your comment")).to_have_value("")


def test_words_wait_while_their_writer_signs_in(paper: Site, page: Page, mailbox: Mailbox):
    open_lead(page, paper)
    page.get_by_label("Your comment").fill("I poured that concrete.")
    page.get_by_role("button", name="Or sign in first").click()
    page.get_by_label("Email address").first.fill("writer@ledger.example")
    page.get_by_role("button", name="Email me a code").click()
    letter = mailbox.wait_for(to="writer@ledger.example")
    page.get_by_label("Code").fill(letter["Subject"].rsplit(" ", 1)[1])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Name").fill("Jonas Vik")  # asked of whoever is new
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Your comment")).to_have_value("I poured that concrete.")
    expect(page.get_by_text("You write as Jonas Vik.")).to_be_visible()
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.comment", has_text="I poured that concrete.")).to_contain_text(
        "Jonas Vik"
    )
