"""One visit that measures all that a page must hold, and says all that it does not."""

from urllib.parse import urlsplit

from tests.browser.conftest import WIDTHS, axe, overflow


class Traffic:
    """What a browser asked for, and what it got."""

    def __init__(self, context, own):
        self.problems = []
        own = urlsplit(own).netloc

        def asked(request):
            address = urlsplit(request.url)
            if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own:
                self.problems.append(f"another host was asked for {request.url}")

        def answered(response):
            if response.status >= 400 and not response.request.is_navigation_request():
                self.problems.append(f"{response.status} {response.url}")

        def said(message):
            # The console repeats the status of a page that is an error on purpose.
            if message.type == "error" and "Failed to load resource" not in message.text:
                self.problems.append(f"console: {message.text}")

        context.on("request", asked)
        context.on("response", answered)
        context.on("console", said)

    def take(self):
        problems, self.problems = self.problems, []
        return problems


def check(page, name, widths=WIDTHS):
    """What is wrong with the page as it stands, at each width, one line for each."""
    problems = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if (pixels := overflow(page)) > 0:
            problems.append(f"{name} at {width}px: {pixels} px wider than the window")
        problems += [f"{name} at {width}px: {line}" for line in axe(page)]
    if page.locator("h1").count() != 1:
        problems.append(f"{name}: {page.locator('h1').count()} h1")
    return problems


CUT = """(root) => [...document.querySelectorAll(`${root} *`)].filter((element) => {
  const box = element.getBoundingClientRect();
  if (!box.width || element.closest(".w-sr-only, .form-side, .w-minimap, svg, header")) return false;
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (getComputedStyle(parent).overflowX !== "visible") {
      return box.right > parent.getBoundingClientRect().right + 1.5;
    }
  }
  return box.right > innerWidth + 1.5;
}).map((element) => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 40)}`)"""


def cut(page, root="main"):
    """What stands beyond the edge of the box, or of the window, that cuts it or must be scrolled for it."""
    return page.evaluate(CUT, root)


def report(problems):
    """All problems in one message, none twice."""
    return "\n" + "\n".join(dict.fromkeys(problems))
