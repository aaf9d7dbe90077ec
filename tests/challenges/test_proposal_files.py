"""Pictures and documents of a proposal: kept with its draft, read by those who examine it, part of what is judged."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.contributions.files import PDF, picture, upload
from tests.selection import support
from wagtail_crowdsolving.challenges import actions, links
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent, ProposalFile
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.privacy import jobs as privacy
from wagtail_crowdsolving.privacy.actions import forget
from wagtail_crowdsolving.selection.actions import recuse

pytestmark = pytest.mark.django_db


def address(file):
    return reverse("wagtail_crowdsolving:proposal_file", args=[file.pk])


def reads(user, file):
    client = Client()
    client.force_login(user)
    return client.get(address(file)).status_code == 200


def test_in_the_step_of_the_challenge(client, draft, member):
    client.force_login(member)
    url = links.step(draft, "defi")

    def post(**data):
        draft.refresh_from_db()
        return client.post(url, {"version": draft.version, "go": "next", **data})

    # The title is missing, one file is none: what is right is kept, with its description.
    photo = picture("place.jpg", size=(900, 300))
    response = post(
        **{
            "attachments-0": photo,
            "attachments-0-description": "La place",
            "attachments-1": upload("page.svg", b"<svg/>"),
        }
    )
    html = response.content.decode()
    one = ProposalFile.objects.get()
    assert "page.svg" in html
    assert f'name="attachments-kept" value="{one.pk}"' in html
    assert (
        f'{address(one)}?side=400 400w, {address(one)}?side=800 800w, {address(one)} 900w"' in html
    )
    # The form saves its words by itself; the same file again is the same.
    client.post(f"{url}?draft", {"version": draft.version, "title": "Un titre"})
    photo.seek(0)
    post(**{"attachments-1": photo, f"attachments-{one.pk}-description": "La place, le matin"})
    assert list(ProposalFile.objects.values_list("pk", "description")) == [(one.pk, "La place")]
    post(**{"attachments-kept": str(one.pk), f"attachments-{one.pk}-description": "Le matin"})
    assert 'alt="Le matin"' in client.get(url).content.decode()
    assert not reads(factories.UserFactory(is_superuser=True), one)
    # Chosen once more it stays, with what is said last; and what is said is bounded.
    own = f"attachments-{one.pk}"
    remove = {"attachments-kept": str(one.pk), f"{own}-remove": "on"}
    remove[f"{own}-description"] = "Le soir"
    for description, stored in (("La nuit", "La nuit"), ("x" * 300, "Le soir")):
        photo.seek(0)
        html = post(
            **remove, **{"attachments-0": photo, "attachments-0-description": description}
        ).content.decode()
        assert ProposalFile.objects.get().description == stored
    assert "attachments_error" in html
    one.file.remove()
    assert client.get(address(one)).status_code == 404
    post(**remove)
    assert not ProposalFile.objects.exists()


def test_bounds_and_rights(draft, member, settings, django_capture_on_commit_callbacks):
    settings.WAGTAIL_CROWDSOLVING = {
        "ATTACHMENTS_PER_PROPOSAL": 2,
        "KEPT_BYTES_PER_MEMBER": len(PDF) * 3,
    }
    files = [(upload("a.pdf", PDF + b"\n" * n + b"%%EOF"), "") for n in range(3)]
    with pytest.raises(NotAllowed):
        actions.change_files(proposal=draft, by=factories.UserFactory(), attachments=files)
    with pytest.raises(ValidationError):
        actions.change_files(proposal=draft, by=member, attachments=files)
    assert draft.files.count() == 2
    other = factories.ProposalFactory(proposer=member, index=draft.index)
    with pytest.raises(ValidationError):
        actions.change_files(proposal=other, by=member, attachments=files[2:])
    storage, names = draft.files.first().file.storage, [one.file.name for one in draft.files.all()]
    Proposal.objects.update(updated_at="2001-01-01T00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        assert privacy.prune_drafts(privacy.timezone.now()) == 2
    assert not any(storage.exists(name) for name in names)


def test_part_of_what_is_judged():
    page = support.proposed()
    proposal = page.crowdsolving_proposal
    one = ProposalFile(proposal=proposal, name="plan.pdf", description="Le plan", size=len(PDF))
    one.file.save("plan.pdf", upload("plan.pdf", PDF))
    one.save()
    scene = support.scene(page=page)
    coordinator = factories.UserFactory()
    coordinator.user_permissions.add(Permission.objects.get(codename="view_proposal"))
    (part,) = [part for part in scene.round.content if part["name"] == "files"]
    assert f'href="{address(one)}"' in part["html"]
    assert "Le plan" in part["html"]
    readers = {proposal.proposer: True, coordinator: True, scene.members[0]: True}
    readers |= {scene.chair: True, factories.UserFactory(): False}
    assert {user: reads(user, one) for user in readers} == readers
    assert Client().get(address(one)).status_code == 404
    recuse(round=scene.round, by=scene.members[1], reason="Ma sœur l'a écrit.")
    assert not reads(scene.members[1], one)
    with pytest.raises(Conflict):
        actions.change_files(proposal=proposal, by=proposal.proposer, remove_attachments=[one.pk])
    # Changes are asked for: what was judged is taken away, and stays readable in its round.
    actions.record(page=page, kind=ProposalEvent.Kind.CHANGES_REQUESTED)
    actions.change_files(proposal=proposal, by=proposal.proposer, remove_attachments=[one.pk])
    assert not proposal.files.shown().exists()
    assert reads(scene.members[0], one)
    # What was never sent goes whole.
    files = [(upload("a.pdf", PDF), "")]
    (two,) = actions.change_files(proposal=proposal, by=proposal.proposer, attachments=files)
    actions.change_files(proposal=proposal, by=proposal.proposer, remove_attachments=[two.pk])
    assert list(proposal.files.all()) == [one]
    # With the account goes what was taken away, but for what was judged.
    two.removed_at = two.added_at
    two.save(force_insert=True)
    forget(user=proposal.proposer)
    assert list(proposal.files.all()) == [one]
