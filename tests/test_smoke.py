from tests import factories


def test_tree(home, challenge):
    c = factories.ContributionFactory(page=challenge)
    r = factories.ContributionFactory(page=challenge, in_reply_to=c)
    c.refresh_from_db(); r.refresh_from_db()
    assert (c.parent_id, c.thread_id, c.level) == (c.pk, c.pk, 0)
    assert (r.parent_id, r.thread_id, r.level, r.root_id) == (c.pk, c.pk, 1, c.pk)
    assert factories.ProjectFactory().pk
    assert factories.ProposalFactory().pk
    assert factories.TerritoryFactory().key
