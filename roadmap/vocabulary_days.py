"""Days that have a name of their own, and how far from the present one they are."""

NAMED_DAYS = {
    "сегодня": 0,
    "завтра": 1,
    "послезавтра": 2,
    "вчера": -1,
    "позавчера": -2,
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
}
