"""A station as a committee judges it."""

from wagtail_crowdsolving import cases
from weather.models import Station


class StationCase(cases.Case):
    chosen = {"territory"}

    def parts(self, page):
        yield self.part(page, "territory")

    def names(self, page):
        return [page.territory.name]


cases.register(Station, StationCase())
