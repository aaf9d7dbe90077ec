"""Whatever sheet a site has, the package's pages can be read: ``docs/theming.md`` and the hosts in ``hosts/``.

One walk through the kinds of pages; at each, the demo's own sheet and class are taken away and every host's sheet put in their place.
"""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.browser import people, scenes
from tests.browser.measures import report
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.selection.models import Seat

HOSTS = Path(__file__).parent / "hosts"
THEMING = Path(__file__).parents[2] / "docs" / "theming.md"
BLOCK = re.compile(r"^% host: (\w+)( first)?\n```css\n((?:.*\n)*?)```$", re.M)
#: The looks that the page promises without a sheet of a host.
SCHEMES = {"dark scheme": ":root { --cs-scheme: dark }"}

#: The host's sheet stands last, where it does most harm; what orders its layers first.
PUT = """([first, last]) => {
  document.querySelectorAll("[data-host]").forEach((sheet) => sheet.remove());
  for (const link of document.querySelectorAll("link[href$='site.css']")) link.remove();
  document.body.className = "";
  for (const [css, place] of [[first, "prepend"], [last, "append"]]) {
    const sheet = document.createElement("style");
    sheet.dataset.host = "";
    sheet.textContent = css;
    document.head[place](sheet);
  }
}"""
LOOK = """async () => {
  const found = [];
  const {violations} = await axe.run(
    {include: ["main"]}, {runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"]});
  for (const {id, nodes} of violations) for (const {target, any} of nodes) found.push(
    `${id}: ${target} ${any.map(({data}) => data && data.contrastRatio)}`);
  const name = (element) => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 30)}`;
  const seen = [...document.querySelectorAll("main .cs-main :is(h1, h2, h3, p, li, dt, dd, label, button, input, select)")]
    .filter((element) => element.checkVisibility() && !element.closest(".cs-visually-hidden, .cs-trap, .cs-card")
      && getComputedStyle(element).position !== "absolute");
  for (const element of seen) {
    if (getComputedStyle(element).fontSize.slice(0, -2) < 12) found.push(`small: ${name(element)}`);
    const box = element.getBoundingClientRect(), next = element.nextElementSibling;
    if (!next || !seen.includes(next)) continue;
    const other = next.getBoundingClientRect();
    if (Math.min(box.right, other.right) - Math.max(box.left, other.left) > 2
        && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 2)
      found.push(`overlap: ${name(element)} and ${name(next)}`);
  }
  for (const kind of ["a", "button", "input:not([type=hidden])", "select"]) {
    const element = [...document.querySelectorAll(`main .cs-main ${kind}`)].find((one) => one.checkVisibility()
      && !one.closest(".cs-card__title, .cs-trap, .cs-visually-hidden"));
    if (!element) continue;
    element.focus({focusVisible: true});
    const {outlineStyle, outlineWidth} = getComputedStyle(element);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) found.push(`focus: ${name(element)}`);
    element.blur();
  }
  const width = document.documentElement;
  for (const part of document.querySelectorAll("main > *"))
    if (part.scrollWidth > part.clientWidth + 1) found.push(`${part.scrollWidth - part.clientWidth} px too wide`);
  return found;
}"""


def hosts():
    """``{name: (what comes first, what comes last)}``: each host's sheet with what the page tells it to add."""
    told = {(name, bool(first)): css for name, first, css in BLOCK.findall(THEMING.read_text())}
    sheets = {path.stem: path.read_text() for path in sorted(HOSTS.glob("*.css"))}
    assert {name for name, _ in told} == set(sheets) - {"hostile"}
    looks = {
        name: (told.get((name, True), ""), f"{css}\n{told.get((name, False), '')}")
        for name, css in sheets.items()
    }
    return looks | {name: ("", css) for name, css in SCHEMES.items()}


def pages(log_in, visitor):
    """A page of each kind, with a form that was refused, a notice, an empty list and an error among them."""
    challenge = scenes.open_challenge()
    for address in ("/defis/?q=zzzzzz", "/catalogue/", "/catalogue/kiosque-paysan/", challenge.url):
        visitor.goto(address)
        yield address, visitor
    told = Contribution.objects.filter(state=State.PUBLISHED, root__isnull=True).first()
    visitor.goto(reverse("wagtail_crowdsolving:contribution_thread", args=[told.pk]))
    yield "thread", visitor
    visitor.goto(reverse("wagtail_crowdsolving:contribution_report", args=[told.pk]))
    people.press(visitor)
    yield "report, refused", visitor

    proposal = Proposal.objects.filter(submitted_at__isnull=False).first()
    member = log_in(proposal.proposer, bypass_csp=True, reduced_motion="reduce")
    member.goto(reverse("wagtail_crowdsolving:space"))
    yield "space", member
    member.goto(reverse("wagtail_crowdsolving:proposal", args=[proposal.pk]))
    yield "proposal", member
    people.begin_proposal(member, "/defis/")
    people.press(member, 'main button[value="next"]')
    yield "step of a proposal, refused", member
    member.goto(challenge.url)
    people.press(member, "#contribute form button[type=submit]")
    yield "contribution, refused", member

    seat = Seat.objects.filter(
        round__state="open", reviews__isnull=True, recused_at=None, left_at=None
    ).first()
    reader = log_in(seat.user, bypass_csp=True, reduced_motion="reduce")
    reader.goto(reverse("wagtail_crowdsolving:committee_desk"))
    yield "desk", reader
    reader.goto(reverse("wagtail_crowdsolving:round_review", args=[seat.round_id]))
    yield "review", reader


def test_under_any_sheet(demo, new_context, log_in):
    looks, problems, axe = hosts(), [], Axe()
    assert {"hostile", "bootstrap", "dark", "dsfr", "layered", "dark scheme"} == set(looks)
    visitor = new_context(bypass_csp=True, reduced_motion="reduce").new_page()
    for number, (name, page) in enumerate(pages(log_in, visitor)):
        page.evaluate(axe.axe_script)
        for look, sheets in looks.items():
            page.evaluate(PUT, sheets)
            # Each look at both widths in turn: it is the sheet that a page is tried with, not the window.
            page.set_viewport_size({"width": (320, 1280)[number % 2], "height": 900})
            problems += [f"{look}, {name}: {line}" for line in page.evaluate(LOOK)]
    assert number > 10
    assert not problems, report(problems)
