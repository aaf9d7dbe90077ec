"""What the stations have measured; a real app would ask a service."""

#: Millimetres of rain, by day.
RAIN = {}


def rain_on(day):
    return RAIN.get(day)
