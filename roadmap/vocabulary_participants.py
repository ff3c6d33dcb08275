"""How the columns of a platform's list of participants are called."""

HEADINGS = frozenset(
    {
        *("имя", "фамилия", "отчество", "фио", "ф.и.о.", "участник", "имя участника"),
        *("школа", "организация", "название организации", "должность", "город", "роль"),
        *("почта", "эл. почта", "электронная почта", "адрес", "телефон", "минут", "минуты"),
        *("время входа", "время выхода", "длительность", "время", "№", "№ п/п"),
        *("name", "first name", "last name", "full name", "participant", "user name"),
        *("email", "e-mail", "user email", "school", "organization", "organisation"),
        *("join time", "leave time", "duration", "minutes", "guest"),
    }
)
