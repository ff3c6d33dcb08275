"""Road maps of a few rows: the term of each is what a test is about."""

from tests.conversations.district import Neighbour

HEAD = (
    "Дорожная карта поддержки школ в 2027 году\n\n"
    "№\tНаименование мероприятия\tСрок исполнения\tОтветственные\n"
)
WEBINAR = "1\tУчастие в вебинаре «Чтение»\t{when}\tДиректора школ, кураторы\n"
MEETING = "2\tСовещание директоров школ\t{when}\tДиректора школ\n"
VISIT = "3\tСеминар для директоров школ «Опыт»\t{when}\tДиректора школ\n"


def document(*rows: str) -> bytes:
    """A small road map."""
    return (HEAD + "".join(rows)).encode()


async def publish(vera: Neighbour, content: bytes) -> None:
    """The coordinator publishes it."""
    await vera.uploads(content, "map.txt")
    await vera.taps("Опубликовать")
    await vera.sees("Опубликовано: Луговской район, 2027")
