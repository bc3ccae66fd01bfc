"""The words of keeping, sharing and judging answers, in Russian, Kazakh and English."""

# Each row: Russian, Kazakh, English.
ROWS: dict[str, tuple[str, str, str]] = {
    "copy": ("Скопировать с источниками", "Дереккөздерімен көшіру", "Copy with the sources"),
    "copied": ("Скопировано", "Көшірілді", "Copied"),
    "link": ("Ссылка на этот ответ", "Осы жауапқа сілтеме", "Link to this answer"),
    "good": ("Хороший ответ", "Жақсы жауап", "A good answer"),
    "bad": ("Плохой ответ", "Нашар жауап", "A bad answer"),
    "thanks": ("Спасибо, записано.", "Рақмет, жазып алынды.", "Thank you, noted."),
    "not_noted": ("Не записалось.", "Жазылмады.", "That was not noted."),
    "why_bad": ("Что не так?", "Не дұрыс емес?", "What is wrong?"),
    "wrong": ("Неверно", "Қате", "It is wrong"),
    "incomplete": ("Неполно", "Толық емес", "Something is missing"),
    "source": ("Не та цитата", "Дәйексөзі басқа", "The wrong quote"),
    "other": ("Другое", "Басқа себеп", "Something else"),
    "in_words": ("Подробнее", "Толығырақ", "In your words"),
    "note_it": ("Записать", "Жазу", "Note it"),
    "save": ("Сохранить беседу", "Әңгімені сақтау", "Save the conversation"),
    "saved_as": ("Сохранить как", "Былай сақтау", "Save as"),
    "recent": ("Недавние беседы", "Соңғы әңгімелер", "Recent conversations"),
    "forget_one": ("Удалить беседу", "Әңгімені жою", "Delete this conversation"),
    "forget_really": (
        "Точно удалить все? Нажмите ещё раз",
        "Бәрін жою керек пе? Тағы бір рет басыңыз",
        "Really delete them all? Press again",
    ),
    "forget": ("Удалить все", "Бәрін жою", "Delete them all"),
}  # fmt: skip
