"""Files into the console, many at once, in a real browser under its strict policy."""

import pytest
from django.urls import reverse

from documents.models import Document
from tests.browser.conftest import password_typed
from tests.second_factors import app_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROWS = "2026-04-01,Salary,10.00,10.00\n2026-04-02,Tea,-1.00,9.00\n"
LARGE = 20 * 1024 * 1024


@pytest.fixture
def screen(page, owner):
    app = app_of(owner)
    password_typed(page, owner)
    page.fill("#code", app.code())
    page.click("#code-form input[type=submit]")
    page.wait_for_selector(".tiles")
    page.goto(reverse("admin:documents_document_add"))
    return page


@pytest.fixture
def files(tmp_path):
    for month in ("april", "may", "june"):
        (tmp_path / f"{month}.csv").write_text(f"Date,Description,Amount,Balance\n{ROWS}")
    (tmp_path / "program.pdf").write_bytes(b"MZ\x90\x00" + bytes(200))
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7\n%" + bytes(range(256)) * (LARGE // 256))
    return tmp_path


def test_many_files_go_at_once_and_refused_ones_say_why(screen, files, owner):
    names = ["april.csv", "may.csv", "june.csv", "program.pdf", "empty.pdf"]
    screen.set_input_files("#id_upload", [files / name for name in names])
    screen.wait_for_selector("text=3 of 5 taken in, 2 not.")

    said = {
        row.locator(".upload-name").inner_text(): row.locator(".upload-said").inner_text()
        for row in screen.locator("#upload-list li").all()
    }
    assert said["june.csv"] == "Taken in."
    assert said["program.pdf"].startswith("Refused: The content is")
    assert said["empty.pdf"] == "Refused: The file is empty (0 bytes). Send the file again."
    assert owner.documents.count() == 3


def test_dropped_files_go_too(screen, owner):
    screen.evaluate(
        """rows => {
          const given = new DataTransfer();
          given.items.add(new File(["Date,Description,Amount,Balance\\n" + rows], "july.csv"));
          document.querySelector("form.uploads").dispatchEvent(
            new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
        }""",
        ROWS,
    )
    screen.wait_for_selector("text=1 of 1 taken in.")

    assert owner.documents.get().name == "july.csv"
    assert screen.complaints == []


def test_a_file_can_be_paused_and_resumed_with_the_keyboard(screen, files, owner):
    network = screen.context.new_cdp_session(screen)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 4 * 1024 * 1024}
    network.send("Network.emulateNetworkConditions", slow)
    screen.set_input_files("#id_upload", [files / "large.pdf"])
    while screen.evaluate("() => document.querySelector('#upload-list progress').value") < 9_000_000:
        screen.wait_for_timeout(50)
    screen.get_by_role("button", name="Pause large.pdf").focus()
    screen.keyboard.press("Enter")
    screen.wait_for_selector("[data-state=paused]")
    assert Document.objects.count() == 0
    network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})

    screen.get_by_role("button", name="Resume large.pdf").focus()
    screen.keyboard.press("Enter")
    screen.wait_for_selector("text=1 of 1 taken in.")

    assert owner.documents.get().versions.get().size == (files / "large.pdf").stat().st_size


def test_the_form_works_without_scripts(browser, live_server, screen, files, owner):
    cookies = screen.context.cookies()
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto(reverse("admin:documents_document_add"))
    page.set_input_files("#id_upload", [files / "april.csv"])
    page.click("input[value='Take in']")
    page.wait_for_selector("#result_list")
    plain.close()

    assert owner.documents.get().name == "april.csv"


def test_it_is_legible_in_both_schemes(screen, files, tmp_path):
    screen.set_input_files("#id_upload", [files / "program.pdf", files / "may.csv"])
    screen.wait_for_selector("[data-state=refused]")
    for scheme in ("light", "dark"):
        screen.emulate_media(color_scheme=scheme)
        colours = screen.evaluate(
            "() => ['.upload-said', '.drop-zone'].map(s => getComputedStyle(document.querySelector(s)).color)"
        )
        assert len(set(colours)) == 2
