"""What the room knows its page types by, below the mixins that they are made from (``pages``)."""


class Challenge:
    """Every page type that is made from ``ChallengeMixin``."""


class ChallengeIndex:
    """Every page type that is made from ``ChallengeIndexMixin``."""
