import time

import pytest

from assistant.check import Checker, Given, background
from assistant.opposites import turned_round
from assistant.prompt import Source
from index.article import Article, Passage, Sentence, Speaker
from index.embedding import load_encoder
from index.sentences import split_sentences
from index.settings import Settings
from index.states import unpack

DEALS = (
    "В Вашингтоне Казахстан заключил свыше 30 соглашений на общую сумму 17,2 млрд долларов. Сделки "
    "охватывают критически важные отрасли, от авиации до добычи полезных ископаемых. Среди них "
    "соглашение национального перевозчика Air Astana о покупке 15 новейших лайнеров Boeing 787-9 "
    "Dreamliner и крупный проект John Deere (2,5 млрд долларов), отмечает эксперт Рустем Мустафин."
)
TALK = (
    "Разговор этот продолжался более 2,5 часов, а по его завершении Владимир Путин лично проводил "
    "Токаева до автомобиля, тепло приобняв на прощание. Кульминацией визита стало подписание "
    "Декларации о всеобъемлющем стратегическом партнерстве."
)
EXPORTS = (
    "The Panthers defense gave up just 308 points, ranking sixth in the league, while also leading "
    "the NFL in interceptions with 24. Pro Bowl defensive tackle Kawann Short led the team in "
    "sacks with 11, while also forcing three fumbles and recovering two."
)


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(Settings())


def a_passage(text, language, speaker=None):
    sentences = tuple(
        Sentence(a, b, text[a:b], speaker) for a, b in split_sentences(text, language)
    )
    return Passage("a", 0, len(text), text, language, None, sentences)


@pytest.fixture(scope="module")
def given(encoder):
    passages = [a_passage(DEALS, "ru"), a_passage(TALK, "ru"), a_passage(EXPORTS, "en")]
    return [
        Given(
            Source(n, Article("a", "", p.text, p.language, None, None, None, "a", "r"), p),
            unpack(encoded.tokens),
        )
        for n, (p, encoded) in enumerate(
            zip(passages, encoder.encode_passages(passages), strict=True), start=1
        )
    ]


@pytest.mark.parametrize(
    ("sentence", "language", "support"),
    [
        ("Казахстан подписал в Вашингтоне более 30 соглашений [1].", "ru", [(1, 0)]),
        ("In Washington Kazakhstan signed agreements worth $17.2 billion [1].", "en", [(1, 0)]),
        ("Air Astana is to buy 15 Boeing 787-9 Dreamliner aircraft [1].", "en", [(1, 2)]),
        ("Казахстан Вашингтонда 17,2 млрд долларға келісім жасасты [1].", "kk", [(1, 0)]),
        ("Разговор с Путиным длился более двух с половиной часов [2].", "ru", None),
        ("Путин лично проводил Токаева до автомобиля [2].", "ru", [(2, 0)]),
        ("Kawann Short led the team with 11 sacks [3].", "en", [(3, 1)]),
        ("Защита «Пантер» пропустила 308 очков [3].", "ru", [(3, 0)]),
        ("Kazakhstan signed 30 agreements worth $17.2bn. [1]", "en", [(1, 0)]),
        # without a marker: the passage that fully carries it
        ("Putin walked Tokayev to his car.", "en", [(2, 0)]),
        ("Казахстан заключил в Вашингтоне свыше 30 соглашений.", "ru", [(1, 0)]),
    ],
)
def test_true_sentence_stands_on_its_sentence(encoder, given, sentence, language, support):
    checked = Checker(encoder, given, language).check(sentence)
    if support is None:  # «двух с половиной» is a figure that is written in words
        assert checked.reason in (None, "facts")
        return
    assert checked.reason is None, checked
    assert [(one.source.number, one.index) for one in checked.support] == support


@pytest.mark.parametrize(
    ("sentence", "language", "reason"),
    [
        ("The agreements in Washington are worth 15 billion dollars [1].", "en", "facts"),
        ("Казахстан заключил 15 соглашений на 17,2 млрд долларов [1].", "ru", "facts"),
        ("Казахстан заключил свыше 30 соглашений на 17,2 млрд тенге [1].", "ru", "facts"),
        ("Китай заключил свыше 30 соглашений на 17,2 млрд долларов [1].", "ru", "facts"),
        ("Никита Шаталов отметил проект John Deere [1].", "ru", "facts"),
        ("Владимир Путин проводил Трампа до автомобиля [2].", "ru", "facts"),
        ("Разговор состоялся 3 ноября [2].", "ru", "facts"),
        ("Путин проводил Токаева до автомобиля [1].", "ru", "facts"),
        ("Kazakhstan signed 30 agreements [9].", "en", "unknown source"),
        ("Погода в Астане сегодня солнечная.", "ru", "no source"),
        ("Дипломатия требует терпения и мудрости [1].", "ru", "meaning"),
        ("Сельское хозяйство страдает от засухи [2].", "ru", "meaning"),
        ("The weather is fine and the food is good [1].", "en", "meaning"),
        ("The league was founded by railway workers [3].", "en", "meaning"),
    ],
)
def test_false_sentence_falls(encoder, given, sentence, language, reason):
    assert Checker(encoder, given, language).check(sentence).reason == reason


def test_what_is_missing_is_named(encoder, given):
    checked = Checker(encoder, given, "en").check("They are worth 15 billion dollars [1].")
    assert checked.missing == ("15 billion dollars",)


def test_speaker_of_a_passage_counts_as_in_it(encoder):
    text = "– Внешняя политика представляет собой сложное управление портфелями, – говорит он."
    passage = a_passage(text, "ru", Speaker("Рустем Мустафин", "политолог"))
    encoded = next(iter(encoder.encode_passages([passage])))
    article = Article("a", "", text, "ru", None, None, None, "a", "r")
    one = Given(Source(1, article, passage), unpack(encoded.tokens))
    said = "Мустафин говорит, что внешняя политика – сложное управление портфелями [1]."
    assert Checker(encoder, [one], "ru").check(said).reason is None


def test_background_is_what_half_of_the_passages_name():
    texts = ["Казахстан и Китай.", "Казахстан растёт.", "Погода хороша."]
    assert background([a_passage(text, "ru") for text in texts]) == "Казахстан"


def test_a_sentence_is_checked_fast(encoder, given):
    checker = Checker(encoder, given, "en")
    checker.check("A first one [1].")
    sentences = [
        f"In Washington Kazakhstan signed {n} agreements with the US [1]." for n in range(9)
    ]
    started = time.perf_counter()
    for sentence in sentences:
        checker.check(sentence)
    # 30 ms on idle cores
    assert (time.perf_counter() - started) / len(sentences) < 0.3


TURBINE = (
    "Пар поступает на лопасти и вращает их. Омбудсмен Ирма Сааринен потребовала проверить станцию "
    "«Северная», где в мае лопнул котёл, и министр Петри Лахти согласился. Станция не работала до "
    "осени."
)


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        # Ordinary words with a capital, which Russian has in other words.
        ("Steam reaches the blades and makes them rotate [1].", True),
        ("The Ombudsman, Irma Saarinen, demanded that the station be inspected [1].", True),
        ("The Ombudsman, Jonas Brekke, demanded that the station be inspected [1].", False),
        ("Minister Petri Lahti agreed to the inspection [1].", True),
        ("Minister Gordon Whitfield agreed to the inspection [1].", False),
        ("The station did not work until autumn [1].", True),
        ("A boiler burst at the station in May [1].", True),
        ("The station was sold to a Swedish company [1].", False),
        ("Омбудсмен Ирма Сааринен станцияны тексеруді талап етті [1].", True),
        ("Омбудсмен Йонас Брекке станцияны тексеруді талап етті [1].", False),
    ],
)
def test_what_a_passage_in_another_language_says(encoder, sentence, stands):
    spans = split_sentences(TURBINE, "ru")
    sentences = tuple(Sentence(a, b, TURBINE[a:b]) for a, b in spans)
    passage = Passage("a", 0, len(TURBINE), TURBINE, "ru", None, sentences)
    article = Article("a", "Котёл", TURBINE, "ru", None, None, None, "a", "r")
    encoded = next(iter(encoder.encode_passages([passage])))
    one = Given(Source(1, article, passage), unpack(encoded.tokens))
    language = "en" if sentence.isascii() else "kk"
    checked = Checker(encoder, [one], language).check(sentence)
    assert (checked.reason is None) == stands, checked


SEASON = (
    "В 2015 году оборона клуба пропустила 308 очков, а нападение набрало 500 очков. Защитник "
    "Кейван Шорт лидировал по захватам, а полузащитник Томас Дэвис четыре раза отбирал мяч. "
    "Экспорт атрибутики вырос, хотя сборная не выиграла кубок."
)


@pytest.mark.parametrize(
    ("sentence", "language", "missing"),
    [
        ("Оборона клуба пропустила 308 очков [1].", "ru", None),
        ("Оборона клуба пропустила 500 очков [1].", "ru", "500"),
        ("Томас Дэвис четыре раза отбирал мяч [1].", "ru", None),
        ("Полузащитник Кейван Шорт четыре раза отбирал мяч [1].", "ru", "Кейван Шорт"),
        ("Экспорт атрибутики вырос [1].", "ru", None),
        ("Экспорт атрибутики снизился [1].", "ru", "снизился"),
        ("Импорт атрибутики вырос [1].", "ru", "Импорт"),
        ("Сборная не выиграла кубок [1].", "ru", None),
        ("Сборная выиграла кубок [1].", "ru", "выиграла"),
        ("Экспорт атрибутики не вырос [1].", "ru", "не вырос"),
        ("The defence gave up 308 points [1].", "en", None),
        ("Exports of merchandise fell [1].", "en", "fell"),
    ],
)
def test_what_the_passage_says_of_something_else_does_not_stand(
    encoder, sentence, language, missing
):
    spans = split_sentences(SEASON, "ru")
    sentences = tuple(Sentence(a, b, SEASON[a:b]) for a, b in spans)
    passage = Passage("a", 0, len(SEASON), SEASON, "ru", None, sentences)
    article = Article("a", "Сезон", SEASON, "ru", None, None, None, "a", "r")
    encoded = next(iter(encoder.encode_passages([passage])))
    one = Given(Source(1, article, passage), unpack(encoded.tokens))
    checked = Checker(encoder, [one], language).check(sentence)
    if missing is None:
        assert checked.reason is None, checked
    else:
        assert missing in checked.missing


@pytest.mark.parametrize(
    ("text", "language", "passage", "of", "turned"),
    [
        ("Экспорт более 5 тонн", "ru", "Exports under 5 tonnes", "en", ("более",)),
        ("Более простой интерфейс", "ru", "An interface with less functionality", "en", ()),
        ("Северо-восточный мегалополис", "ru", "The Northeast megalopolis", "en", ()),
        ("Восточный мегалополис", "ru", "The western megalopolis", "en", ("Восточный",)),
        (
            "Firms are exempt from corporate tax.",
            "en",
            "Firms would pay no corporate tax.",
            "en",
            (),
        ),
        (
            "Firms pay corporate tax.",
            "en",
            "Firms would pay no corporate tax.",
            "en",
            ("corporate",),
        ),
        ("Скорость мала, но упасть нельзя.", "ru", "Медленно, зато не упадешь.", "ru", ()),
        ("Drivers may not stay more than 90 days.", "en", "Drivers may stay 90 days.", "en", ()),
    ],
)
def test_word_is_turned_round_only_where_it_says_the_contrary(text, language, passage, of, turned):
    assert turned_round(text, language, passage, [passage], of) == turned


TRADE = (
    "Объем торговли с Китаем в 2024 году достиг 44 миллиардов долларов.",
    "США вложили в экономику более 100 млрд долларов, а товарооборот приблизился к 5 млрд.",
    "Более 720 американских компаний сегодня успешно работают в Казахстане.",
)


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Торговля с Китаем достигла 44 млрд долларов, а с США – 5 млрд [1][2].", None),
        ("Торговля с США достигла 44 млрд долларов, а с Китаем – 5 млрд [1][2].", "44"),
        ("Китай: торговля 44 млрд долларов, вложено более 100 млрд долларов [1, 2].", "100"),
        ("В Казахстане работают более 720 американских компаний [3].", None),
        ("Более 720 казахстанских компаний работают в США [3].", "казахстанских"),
    ],
)
def test_facts_of_two_passages_or_places_are_not_exchanged(encoder, sentence, missing):
    passages = [a_passage(text, "ru") for text in TRADE]
    article = Article("a", "", "", "ru", None, None, None, "a", "r")
    given = [
        Given(Source(n, article, passage), unpack(encoded.tokens))
        for n, (passage, encoded) in enumerate(
            zip(passages, encoder.encode_passages(passages), strict=True), start=1
        )
    ]
    checked = Checker(encoder, given, "ru").check(sentence)
    if missing is None:
        assert checked.reason is None, checked
    else:
        assert any(missing in one for one in checked.missing), checked


GRAIN = (
    "Казахстан вывез в прошлом году 9 миллионов тонн зерна, сообщило министерство.",
    "Урожай хлопка в Туркестанской области составил 300 тысяч тонн, его убрали за месяц.",
    "В Алматы открылась выставка живописи, её посетили 12 тысяч человек.",
)


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Вывезено 9 миллионов тонн зерна, урожай хлопка составил 300 тысяч тонн [1][2].", None),
        # The other source has the figure, of something else.
        (
            "Казахстан вывез в прошлом году 9 миллионов тонн зерна, а 12 тысяч тонн хлопка [1][3].",
            "12",
        ),
        ("Казахстан вывез в прошлом году 9 миллионов тонн зерна на 12 тысяч судов [1][3].", "12"),
    ],
)
def test_fact_of_a_source_that_is_refused_does_not_stand_on_another(encoder, sentence, missing):
    passages = [a_passage(text, "ru") for text in GRAIN]
    article = Article("a", "", "", "ru", None, None, None, "a", "r")
    given = [
        Given(Source(n, article, passage), unpack(encoded.tokens))
        for n, (passage, encoded) in enumerate(
            zip(passages, encoder.encode_passages(passages), strict=True), start=1
        )
    ]
    checked = Checker(encoder, given, "ru").check(sentence)
    assert (checked.reason is None) == (missing is None), checked
    assert missing is None or any(missing in one for one in checked.missing), checked


REFUSED = (
    "Японские компании не будут строить станцию, подряд отдан «Росатому».",
    "Сарапшының пікірінше, орталық су мәселесін шешпейді.",
    "The declaration supports the talks and opens new routes for trade.",
)


@pytest.mark.parametrize(
    ("sentence", "language", "stands"),
    [
        ("Japanese companies will not build the station [1].", "en", True),
        ("Japanese companies will build the station [1].", "en", False),
        ("По мнению эксперта, центр не решит водную проблему [2].", "ru", True),
        ("По мнению эксперта, центр решит водную проблему [2].", "ru", False),
        ("Декларация поддерживает переговоры [3].", "ru", True),
        ("Декларация не поддерживает переговоры [3].", "ru", False),
    ],
)
def test_what_one_side_denies_does_not_stand_across_languages(encoder, sentence, language, stands):
    passages = [a_passage(text, of) for text, of in zip(REFUSED, ("ru", "kk", "en"), strict=True)]
    given = [
        Given(
            Source(n, Article("a", "", "", p.language, None, None, None, "a", "r"), p),
            unpack(encoded.tokens),
        )
        for n, (p, encoded) in enumerate(
            zip(passages, encoder.encode_passages(passages), strict=True), start=1
        )
    ]
    checked = Checker(encoder, given, language).check(sentence)
    assert (checked.reason is None) == stands, checked
