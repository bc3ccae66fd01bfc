from assistant.romanised import in_latin_letters


def test_names_as_english_writes_them():
    written = {
        "Рустем Мустафин": "Rustem Mustafin",
        "Эдуард Полетаев": "Eduard Poletayev",
        "Юрий Ким": "Yury Kim",
        "Әсел Ұлықбекова": "Asel Ulyqbekova",
        "Wanjiku Kamau": "Wanjiku Kamau",
    }
    assert {name: in_latin_letters(name) for name in written} == written
