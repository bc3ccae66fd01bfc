import pytest

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.partners import country_name, partners_of
from assistant.topics import topics
from index.passages import split_passages
from index.reading import parse_article
from index.settings import Settings
from index.sync import sync

# Topic and partner, and what one of the quotes in the cell says; None: the cell is empty.
KAZINFORM = [
    ("trade", "CN", "44 миллиардов долларов"),
    ("trade", "US", "товарооборот удвоился"),
    ("trade", "RU", None),
    ("trade", "MN", None),
    ("investment", "CN", "превысили 27 миллиардов"),
    ("investment", "US", "США вложили более 100 млрд"),
    ("investment", "RU", None),
    ("investment", "IL", None),
    ("security", "RU", "лояльность в сфере безопасности"),
    ("security", "CN", None),
    ("security", "US", None),
    ("transport", "CN", "транзитный коридор"),
    ("transport", "US", "Boeing 787-9"),
    ("transport", "RU", "железнодорожными ведомствами двух стран"),
    ("culture", "CN", "культурной симметрии"),
    ("culture", "US", "Соединенными Штатами гуманитарный диалог"),
    ("culture", "RU", "театра, кинематографии"),
    ("culture", "MN", None),
    ("искусственный интеллект", "US", "NVIDIA"),
    ("искусственный интеллект", "CN", None),
    ("искусственный интеллект", "RU", None),
    ("туризм", "CN", "Годом китайского туризма"),
    ("туризм", "RU", None),
    ("artificial intelligence", "US", "NVIDIA"),
    ("футбол", "CN", None),
    ("футбол", "US", None),
    ("футбол", "RU", None),
]
NEWS = [
    ("transport", "PT", "вернет в Сетубал"),
    ("transport", "KE", None),
    ("transport", "CN", None),
    ("culture", "PT", None),  # a professor of Lisbon's university says it, of no university
    ("energy", "KE", "power stations"),
    ("energy", "IS", None),
    ("футбол", "PT", None),
]


def cell(comparison, code):
    return next((one for one in comparison.cells if one.partner == code), None)


def check(assistant, topic, code, says):
    found = cell(assistant.compare(topic), code)
    quotes = [citation.quote for citation in found.citations]
    if says is None:
        assert quotes == []
    else:
        assert any(says in quote for quote in quotes), quotes


@pytest.mark.parametrize(("topic", "code", "says"), KAZINFORM)
def test_a_cell_speaks_of_the_topic_and_the_partner(kazinform, topic, code, says):
    check(kazinform, topic, code, says)


@pytest.mark.parametrize(("topic", "code", "says"), NEWS)
def test_other_articles_fill_other_cells(news, topic, code, says):
    check(news, topic, code, says)


def test_the_first_three_partners_are_always_there(news, kazinform):
    for assistant in (news, kazinform):
        comparison = assistant.compare("trade")
        assert [one.partner for one in comparison.cells][:3] == ["CN", "US", "RU"]
    codes = {one.partner for one in news.compare("trade").cells}
    assert {"IS", "PT", "KE", "NO", "FI", "EE"} <= codes
    assert not {"KZ", "UN", "AI"} & {one.partner for one in kazinform.compare("trade").cells}


def test_every_quote_stands_at_its_place_and_is_numbered_once(kazinform):
    numbers = []
    for topic in ("trade", "investment", "security", "transport", "culture"):
        comparison = kazinform.compare(topic)
        cited = [citation for one in comparison.cells for citation in one.citations]
        assert [citation.number for citation in cited] == list(range(1, len(cited) + 1))
        assert all(len(one.citations) <= 2 for one in comparison.cells)
        for citation in cited:
            start, end = citation.sentence.start, citation.sentence.end
            assert citation.article.text[start:end] == citation.quote
        numbers += cited
    assert numbers


@pytest.mark.parametrize("words", ["trade", "Торговля", "сауда", "  TRADE "])
def test_a_topic_goes_by_its_name_in_any_language(kazinform, words):
    assert kazinform.compare(words).topic == "trade"


def test_a_topic_must_be_named(kazinform):
    with pytest.raises(AssistantError, match="0 characters"):
        kazinform.compare("  ")


def test_the_json_names_the_partners_in_the_language(kazinform):
    told = kazinform.compare("trade", "kk").as_json()
    assert [one["name"] for one in told["cells"]][:3] == ["Қытай", "АҚШ", "Ресей"]
    assert told["cells"][0]["citations"][0]["article_id"] == "politicheskiy-pocherk-tokaeva"
    assert country_name("PT", "en") == "Portugal"


def an_article(title, *paragraphs):
    text = f"---\ntitle: '{title}'\n---\n\n" + "\n\n".join(paragraphs)
    return parse_article(text.encode(), "a.md")


def spoken(title, *paragraphs):
    """The codes of what each sentence of an article speaks of."""
    passages = split_passages(an_article(title, *paragraphs))
    return [sorted(of) for passage in partners_of(passages, title) for of in passage]


@pytest.mark.parametrize(
    "sentence",
    [
        "650 компаний работает в стране, сообщили в Министерстве торговли и интеграции.",
        "Қазақстанда 650 компания жұмыс істейді, деп хабарлады Сауда министрлігі.",
        "The talks were long, the trade minister said.",
        "The Ministry of Trade and Integration was founded in 2019.",
    ],
)
def test_whose_business_trade_is_does_not_speak_of_it(sentence):
    assert topics()["trade"].found(sentence) == []
    assert topics()["trade"].found(f"{sentence} Товарооборот вырос.") == ["товаро"]


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        ("trade", "Турция будет закупать у Казахстана 2 млрд кубометров газа."),
        ("investment", "Завод строят с катарским капиталом."),
        ("investment", "China's COSCO bought a 49 per cent stake in the hub."),
        ("transport", "Прямые рейсы связали Астану с Чэнду."),
        ("transport", "Kazakhstan ordered two ferries from the shipyard."),
        ("culture", "Число китайских туристов достигло 920 тысяч."),
        ("culture", "Занятия ведут китайские преподаватели."),
    ],
)
def test_a_topic_has_many_words(topic, sentence):
    assert topics()[topic].found(sentence)


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        ("trade", "The tariff for a container is 3,850 dollars."),
        ("investment", "Страна развивает человеческий капитал."),
        ("security", "Соглашение касается водной безопасности."),
        ("transport", "Портфель заказов вырос."),
    ],
)
def test_a_word_of_another_meaning_is_not_the_topic(topic, sentence):
    assert topics()[topic].found(sentence) == []


def test_the_partner_that_the_title_alone_names_is_spoken_of_throughout():
    sentence = "На станции построят сухой порт за 140 млн долларов."
    assert spoken("Казахстан и Китай: итоги года", sentence) == [["CN"]]
    assert spoken("Казахстан, Китай и Турция: итоги года", sentence) == [[]]
    other = "Турция закупает газ. Цена привязана к индексу."
    assert spoken("Казахстан и Китай: итоги года", other) == [["TR"], ["TR"]]


def test_what_is_of_two_countries_goes_back_to_the_one_named_before():
    said = "Товарооборот двух стран вырос, сообщил вице-министр Ерлан Сарсенов."
    assert spoken("Итоги", f"Подведены итоги года с Китаем. {said}") == [["CN"], ["CN"]]


def test_a_country_that_is_only_passed_is_not_gone_on_about():
    sentences = "Companies left the route through Russia. Attacks on ships made it longer."
    assert spoken("Corridor", sentences) == [["RU"], []]


def test_amounts_come_before_words_in_a_cell(kazinform):
    found = cell(kazinform.compare("investment"), "US")
    assert "100 млрд" in found.citations[0].quote


def test_the_newest_of_like_quotes_comes_first(tmp_path, encoder):
    told = {
        "2024": "Объём торговли с Китаем достиг рекордных 44 миллиардов долларов.",
        "2025": "По итогам года товарооборот с Китаем составил 48 миллиардов долларов.",
        "2026": "Китайские компании за год увеличили импорт зерна до 51 миллиона тонн.",
    }
    for year, sentence in told.items():
        text = f"---\ntitle: '{year}'\npublished: '{year}'\n---\n\n{sentence}"
        (tmp_path / f"{year}.md").write_text(text, "utf-8")
    settings = Settings(docs=tmp_path, store=tmp_path / "store", _env_file=None)
    sync(settings, encoder)
    assistant = Assistant(settings)
    assistant._encoder = encoder
    quotes = [citation.quote for citation in cell(assistant.compare("trade"), "CN").citations]
    assert len(quotes) == 2
    assert quotes[0] == told["2026"]
