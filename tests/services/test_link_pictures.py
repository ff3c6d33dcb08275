"""A printed picture says for which school and role its link is."""

from io import BytesIO

from PIL import Image

from services.link_files import picture_of

LINK = "https://t.me/bot?start=DzWrIuVCPod6b47QgQviGw"
LONG = "Муниципальное бюджетное общеобразовательное учреждение «Степновская СОШ № 19»"


def opened(*words: str) -> Image.Image:
    return Image.open(BytesIO(picture_of(LINK, words))).convert("L")


def below_the_code(picture: Image.Image) -> Image.Image:
    return picture.crop((0, opened().height, picture.width, picture.height))


def test_words_stand_below_the_code_and_leave_it_as_it_is():
    bare, spoken = opened(), opened("директор школы", LONG)

    assert spoken.width == bare.width
    assert spoken.height > bare.height
    assert spoken.crop((0, 0, *bare.size)).tobytes() == bare.tobytes()


def test_russian_letters_are_letters_and_no_boxes():
    shapes = {below_the_code(opened(letter)).tobytes() for letter in "ШЯЖёЙ№"}

    assert len(shapes) == len("ШЯЖёЙ№")


def test_a_long_name_and_a_long_word_stay_on_the_sheet():
    for words in (LONG, "Щ" * 200):
        words_only = below_the_code(opened(words))
        for edge in (0, words_only.width - 1):
            column = words_only.crop((edge, 0, edge + 1, words_only.height))
            assert column.getextrema() == (255, 255)
