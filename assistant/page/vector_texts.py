"""The words of the view of the partners side by side, in Russian, Kazakh and English."""

# Each row: Russian, Kazakh, English.
ROWS: dict[str, tuple[str, str, str]] = {
    "vectors": ("Векторы", "Векторлар", "Vectors"),
    "vectors_title": (
        "Что сказано о каждом партнёре",
        "Әр серіктес туралы не айтылған",
        "What is said of each partner",
    ),
    "vectors_topics": ("Темы", "Тақырыптар", "Topics"),
    "own_topic": ("Своими словами", "Өз сөзіңізбен", "In your own words"),
    "compare": ("Сравнить", "Салыстыру", "Compare"),
    "comparing": ("Сравниваю…", "Салыстырып жатырмын…", "Comparing…"),
    "timeline": ("Хронология", "Уақыт желісі", "Timeline"),
    "nothing_of_partner": (
        "В статьях об этом ничего нет",
        "Мақалаларда бұл туралы ештеңе жоқ",
        "Nothing of this in the articles",
    ),
    "nothing_of_others": (
        "Ничего об этом не сказано",
        "Бұл туралы айтылмаған",
        "Nothing of this is said of",
    ),
    "no_dates": (
        "В статьях нет высказываний с датами.",
        "Мақалаларда күні көрсетілген сөйлемдер жоқ.",
        "The articles state no dates.",
    ),
    "compare_failed": (
        "Сравнить не получилось. Попробуйте ещё раз.",
        "Салыстыру мүмкін болмады. Қайталап көріңіз.",
        "That could not be compared. Please try again.",
    ),
}  # fmt: skip
