"""What members propose: through the doors, then dated back."""

import datetime

from demo.loader.examination import date_examination, examine
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges.models import Proposal


def load_proposal(world, content):
    proposer = world.people[content["proposer"]]
    title = content["data"]["title"]
    if Proposal.objects.filter(proposer=proposer, data__title=title).exists():
        return
    start = world.today - datetime.timedelta(days=content["days"])
    steps = content["steps"] if content["submitted"] else None
    propose(world, proposer, {"for_whom": "myself", **content["data"]}, steps, start)


def propose(world, proposer, data, steps, start):
    """Take a proposal through the doors; ``steps`` is ``None`` for one that is still being typed."""
    data = dict(data)
    data["themes"] = [str(world.themes[slug].pk) for slug in data.get("themes", [])]
    data["territory"] = (
        str(world.territories[data["territory"]].pk) if data.get("territory") else ""
    )
    data = {name: str(value) if isinstance(value, int) else value for name, value in data.items()}
    if steps is not None:
        data |= {
            "contact_name": proposer.get_full_name(),
            "contact_email": proposer.email,
            "contact_phone": "00 00 00 00 00",
            "consent": True,
        }
    index = world.indexes["challenges"]
    proposal = challenges.begin(index=index, by=proposer, language="fr")
    proposal = challenges.save_draft(
        proposal=proposal, by=proposer, data=data, version=proposal.version
    )
    page = None
    if steps is not None:
        page = challenges.submit(proposal=proposal, by=proposer)
        for verb, who, *words in steps:
            examine(world, proposal, page, verb, who, *words)
    date_examination(proposal, page, start)
    return page
