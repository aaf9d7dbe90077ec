from tests.challenges.conftest import answers, draft, index  # noqa: F401
