"""What a researcher writes is text on every page of a study, and on the desk (X1)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.hostile import hostile
from tests.browser.payloads import PAYLOADS
from tests.browser.test_payloads import RAN, quiet
from tests.browser.visitor import Visitor
from tests.conftest import Running

DESK = (
    "document/",
    "preview/",
    "preview/page/",
    "publish/",
    "versions/",
    "people/",
    "findings/",
    "data/",
    "data/codebook/",
)


@pytest.fixture(scope="module", autouse=True)
def study(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study, published."""
    folder = hostile(tmp_path_factory.mktemp("studies") / "hostile")
    said = running.manage("publish", str(folder), "--owner", running.email)
    assert said.returncode == 0, said.stderr
    return folder


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.promise("X1")
def test_sixty_payloads_in_every_text_of_a_study_are_text_on_every_page(visitor: Callable[..., Visitor]) -> None:
    someone = visitor().start("hostile")
    titles, seen = [], set[str]()
    for _ in range(90):
        quiet(someone, besides="main video, " if someone.kind == "film" else "")
        seen.add(someone.kind)
        if someone.kind == "ask" and someone.step.startswith("t"):
            titles.append(someone.title)
        if someone.page.locator("input[name=step]").count() == 0:
            break
        if someone.kind == "consent":
            said = bare(someone.page.locator("main").inner_text())
            assert [payload for payload in PAYLOADS if bare(payload) not in said] == []
            someone.agree()
        elif someone.kind == "timer":
            someone.page.wait_for_timeout(1100)
            someone.page.reload()
            someone.go()
        else:
            if someone.step.startswith("every"):
                someone.page.locator("#item-i0 input[value='2']").check(force=True)
            someone.go()

    assert seen >= {"consent", "ask", "film", "timer", "show", "support"}
    assert list(map(bare, titles)) == list(map(bare, PAYLOADS))
    someone.page.goto(f"{someone.link}data")
    quiet(someone)
    someone.page.goto(f"{someone.link}stop")
    quiet(someone)


@pytest.mark.promise("X1")
def test_they_are_text_on_the_desk_too(visitor: Callable[..., Visitor], running: Running) -> None:
    said = running.manage("simulate", "hostile", "-n", "3")
    assert said.returncode == 0, said.stderr
    someone = visitor(viewport={"width": 1280, "height": 900})
    someone.page.goto(f"{running.url}accounts/login/")
    someone.page.get_by_label("Email").fill(running.email)
    someone.page.get_by_label("Password").fill(running.password)
    someone.page.get_by_label("Password").press("Enter")
    someone.page.wait_for_url("**/researcher/**")

    for page in ("", *(f"hostile/{each}" for each in DESK), "hostile/findings/?people=simulated"):
        answer = someone.page.goto(f"{running.url}researcher/{page}")
        assert answer is not None and answer.status == 200, page
        assert someone.page.evaluate(RAN) is None, page
        assert (someone.complaints, someone.elsewhere) == ([], []), page
