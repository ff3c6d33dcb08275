"""Days that have a name of their own, and how far from the present one they are."""

NAMED_DAYS = {
    "сегодня": 0,
    "вчера": -1,
    "today": 0,
    "yesterday": -1,
}
