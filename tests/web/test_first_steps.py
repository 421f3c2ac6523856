"""Do the first steps lead from an empty folder to the first night, by what they give to paste?"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from web.browsing import ARTEFACTS, MODES, Server, Visit, faults, start
from web.stores import answer, fewer_repeats

NIGHT_S = 400  #: real environments are built


@pytest.fixture
def levee_on_path(tmp_path: Path) -> str:
    """A machine on which `levee` is installed; this interpreter's, whichever that is."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "levee"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m levee.cli "$@"\n')
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture
def begun(
    tmp_path: Path, levee_on_path: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Server, str]]:
    """`levee up` on a folder that is not there, and the link that it prints."""
    monkeypatch.setenv("PATH", levee_on_path)
    data = tmp_path / "a folder" / "data"
    data.parent.mkdir()
    first = answer(data, "up", "--no-serve")["first_admin"]
    server = start(data, "--no-worker")
    yield server, re.sub(r"http://[^/]+/", server.url, first)
    server.stop()


def paste(page: Page, step: str, folder: Path, number: int) -> None:
    """What the page says, as it says it, in a terminal."""
    text = page.locator(f"#step-{step} pre.command code").nth(number).inner_text()
    env = {k: v for k, v in os.environ.items() if k not in ("LEVEE_DATABASE_URL", "LEVEE_NOW")}
    done = subprocess.run(
        ["/bin/sh", "-c", text], cwd=folder, env=env, capture_output=True, text=True,
        timeout=NIGHT_S,
    )  # fmt: skip
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"


def state(page: Page, step: str) -> str:
    page.reload()
    return page.locator(f"#step-{step} > .row .chip").inner_text().split()[-1]


def be_the_first_admin(visit: Visit, link: str) -> None:
    visit.page.goto(link)
    visit.page.fill("#id_mail", "lea@vendor.example")
    visit.page.fill("#id_name", "Lea")
    visit.page.fill("#id_password", "correct horse battery")
    visit.page.locator("main form button[type=submit]").first.click()
    visit.page.wait_for_url("**/first-steps/")


def test_each_step_turns_done_by_the_commands_it_gives(
    begun: tuple[Server, str], browser: Browser, tmp_path: Path
) -> None:
    server, link = begun
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    visit = Visit(context.new_page(), server.url)
    page = visit.page
    be_the_first_admin(visit, link)
    visit.go("/")
    page.get_by_role("link", name="First steps").click()

    assert state(page, "contract") == "next"
    paste(page, "contract", tmp_path, 0)
    contract = tmp_path / "contract.yaml"
    ours = fewer_repeats(contract.read_text()).replace("company: Demo Vendor", "company: Tidewater")
    contract.write_text(ours.replace("Ada Engel", "Ida Engel"))
    paste(page, "contract", tmp_path, 1)
    assert (state(page, "contract"), state(page, "people")) == ("done", "next")

    paste(page, "people", tmp_path, 1)  # the second is invited; the admin is the first
    page.reload()
    paste(page, "people", tmp_path, 0)
    assert (state(page, "people"), state(page, "fleet")) == ("done", "next")

    for number in (0, 1):
        paste(page, "fleet", tmp_path, number)
    assert (state(page, "fleet"), state(page, "suite")) == ("done", "next")

    for number in (0, 1):
        paste(page, "suite", tmp_path, number)
    assert (state(page, "suite"), state(page, "night")) == ("done", "next")

    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    for mode, (width, height, scheme) in MODES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.screenshot(path=ARTEFACTS / f"first-steps-{mode}.png", full_page=True)
        assert faults(page) == []
    paste(page, "night", tmp_path, 0)
    assert (state(page, "night"), state(page, "ticket")) == ("done", "next")
    expect(page.locator(".lead")).to_contain_text("All of it is set up")
    visit.go("/")
    assert page.locator(".beginning").count() == 0
    visit.go("/settings/")
    page.get_by_role("link", name="First steps").click()
    assert page.locator("h1").inner_text() == "First steps"
    assert visit.said == []
    assert visit.elsewhere == []
    context.close()


def test_what_can_be_done_on_the_page_is_done_there_by_keyboard(
    begun: tuple[Server, str], browser: Browser
) -> None:
    server, link = begun
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    visit = Visit(context.new_page(), server.url)
    page = visit.page
    be_the_first_admin(visit, link)

    copy = page.get_by_role("button", name="Copy: Command: Write the commented contract")
    copy.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step-contract [role=status]").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "levee contract init contract.yaml"

    page.get_by_role("link", name="Say who you are").press("Enter")
    page.locator("#person-person").select_option("ada")
    page.get_by_role("button", name="That is me", exact=True).press("Enter")
    expect(page.locator(".notices")).to_contain_text("You are Ada Engel.")

    page.get_by_role("link", name="Take clients in here").press("Enter")
    page.locator("#fleet-lines").fill('{"client": "a", "stack": ["pkg:pypi/datasette@0.65.1"]}\nx')
    page.get_by_role("button", name="Take them in", exact=True).press("Enter")
    expect(page.locator("#step-fleet [role=alert]")).to_contain_text("To put right")
    expect(page.locator("#step-fleet .problem")).to_contain_text("line 2")
    page.locator("#fleet-lines").fill('{"client": "a", "stack": ["pkg:pypi/datasette@0.65.1"]}')
    page.get_by_role("button", name="Take them in", exact=True).press("Enter")
    expect(page.locator(".notices")).to_contain_text("Taken in: 1 clients")
    expect(page.locator("#step-fleet > .row .chip")).to_contain_text("done")

    page.get_by_role("link", name="Start a night here").press("Enter")
    page.get_by_role("button", name="Start the night", exact=True).press("Enter")
    expect(page.locator("#step-night [role=alert]")).to_contain_text("no suite is named yet")
    assert faults(page) == []
    said = [line for line in visit.said if "422" not in line]  # the browser tells of a refusal
    assert said == []
    context.close()


def test_without_scripts_and_without_a_clipboard_a_command_can_be_taken(
    begun: tuple[Server, str], browser: Browser
) -> None:
    server, link = begun
    context = browser.new_context(java_script_enabled=False)
    visit = Visit(context.new_page(), server.url)
    be_the_first_admin(visit, link)
    command = visit.page.locator("#step-night pre.command code")
    assert "lab night --data" in command.inner_text()
    assert visit.page.locator("button.copy").count() == 0
    context.close()
    context = browser.new_context(permissions=[])
    visit = Visit(context.new_page(), server.url)
    visit.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    sign_in(visit)
    visit.go("/first-steps/")
    visit.page.locator("#step-night button.copy").click()
    expect(visit.page.locator("#step-night [role=status]")).to_contain_text("Ctrl C")
    assert "lab night" in str(visit.page.evaluate("String(getSelection())"))
    context.close()


def sign_in(visit: Visit) -> None:
    visit.go("/sign-in/")
    visit.page.fill("#id_login", "lea@vendor.example")
    visit.page.fill("#id_password", "correct horse battery")
    visit.page.locator("main form button[type=submit]").first.click()
    visit.page.wait_for_url("**/inbox/**")
