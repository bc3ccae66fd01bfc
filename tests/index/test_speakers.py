from pathlib import Path

import pytest

from index.article import Speaker
from index.passages import split_passages
from index.reading import read_article
from index.sentences import split_sentences
from index.speakers import attribute_speakers

DOCS = Path(__file__).parents[2] / "docs"

MUSTAFIN = Speaker(
    "Рустем Мустафин",
    "политолог, руководитель Центра цифровых социальных наук Института философии, политологии и "
    "религиоведения КН МНВО РК",
)
SHATALOV = Speaker("Никита Шаталов", "депутат Мажилиса РК, политолог")
POLETAYEV = Speaker("Эдуард Полетаев", "политолог")
TOKAYEV = Speaker("Касым-Жомарт Токаев", "Президент")

# every paragraph of the article by its first words, and who speaks: in all of its sentences, or
# sentence by sentence
ARTICLE: list[tuple[str, Speaker | list[Speaker | None] | None]] = [
    ("Год еще не закончился, а эксперты всех", None),
    ("Фраза «найти баланс» между Китаем, США и", None),
    ("- 2025 год войдет в историю всемирной", MUSTAFIN),
    ("При этом термин «баланс» или", MUSTAFIN),
    ("– Внешняя политика Казахстана представляет", MUSTAFIN),
    ("Таким образом, 2025 год стал годом", None),
    ("В Китае в начале сентября прошли саммит ШОС", None),
    ("По итогам визита были подписаны соглашения", None),
    ("Сотрудничество между Казахстаном и Китаем", None),
    ("Объем двусторонней торговли в 2024 году", None),
    ("Запуск дополнительных железнодорожных линий", None),
    ("Особого внимания заслуживает языковой", None),
    ("Убедиться в этом можно было уже спустя два", None),
    ("Символичной эксперты посчитали даже", None),
    ("– В Вашингтоне Казахстан заключил свыше 30", MUSTAFIN),
    ("Особое внимание, по его словам, было", [MUSTAFIN, None]),
    ("– Приведенные данные свидетельствуют о том,", MUSTAFIN),
    ("Кроме того, отмечает эксперт, Президент", [MUSTAFIN, None]),
    ("Глава нашей страны также заявил о намерении", [TOKAYEV, None]),
    ("В ходе переговоров Токаев подчеркнул, что", [TOKAYEV, TOKAYEV, None, None]),
    ("– Касым-Жомарт Токаев предпринимал", SHATALOV),
    ("Всего через шесть дней после вашингтонского", None),
    ("С первых кадров встречи у камина, в", None),
    ("Кульминацией визита стало подписание", [None, POLETAYEV]),
    ("– Стратегическое партнерство и союзничество", POLETAYEV),
    ("Действительно, особенность московского", None),
    ("Важным элементом этого взаимодействия", [None, None, None, TOKAYEV, None]),
    ("- Таким образом, «сделки» четко", MUSTAFIN),
    ("Все более отчетливо как самостоятельный", None),
    ("С Китаем гуманитарное сотрудничество", None),
    ("С Соединенными Штатами гуманитарный диалог", None),
    ("С Россией гуманитарная сфера опирается на", None),
    ("Казахстан проводит тонкую, но", None),
    ("- Говоря о формировании собственной школы", MUSTAFIN),
    ("В выступлениях Касым-Жомарта Токаева", None),
    ("Основа казахстанской дипломатии сегодня -", None),
]


def test_every_paragraph_of_the_article() -> None:
    article = read_article(DOCS / "politicheskiy-pocherk-tokaeva.md", DOCS)
    sentences = [s for passage in split_passages(article) for s in passage.sentences]
    starts = [article.text.index(first) for first, _ in ARTICLE]
    assert starts == sorted(starts)
    paragraphs: list[list[Speaker | None]] = [[] for _ in ARTICLE]
    for sentence in sentences:
        paragraphs[sum(start <= sentence.start for start in starts) - 1].append(sentence.speaker)
    for (first, expected), found in zip(ARTICLE, paragraphs, strict=True):
        wanted = expected if isinstance(expected, list) else [expected] * len(found)
        assert found == wanted, first


def test_the_table_holds_every_paragraph() -> None:
    article = read_article(DOCS / "politicheskiy-pocherk-tokaeva.md", DOCS)
    paragraphs = [paragraph for paragraph in article.text.split("\n\n") if paragraph.strip()]
    headings = {passage.heading for passage in split_passages(article)}
    bodies = [paragraph for paragraph in paragraphs if paragraph not in headings]
    assert len(bodies) == len(ARTICLE)
    for paragraph, (first, _) in zip(bodies, ARTICLE, strict=True):
        assert paragraph.startswith(first)


# invented news: a text is one article, each paragraph with the speakers of its sentences
RUSSIAN = [
    [
        (
            "Министр энергетики Ерлан Аккенженов рассказал журналистам, что добыча нефти "
            "вырастет. Он уточнил, что план на год составляет 96 млн тонн. Новый завод откроют "
            "весной.",
            ["Ерлан Аккенженов", "Ерлан Аккенженов", None],
        ),
        (
            "«Мы ждем роста на 5 процентов. Рынок к этому готов», – заявила глава Нацбанка "
            "Айгерим Сулейменова. «Ставку снизим осенью».",
            ["Айгерим Сулейменова", "Айгерим Сулейменова", "Айгерим Сулейменова"],
        ),
        (
            "По словам экономиста Мурата Темирханова, тенге ослабнет. Аналитик считает, что "
            "причина в бюджете.",
            ["Мурат Темирханов", "Мурат Темирханов"],
        ),
        (
            "— Это был трудный год, — сказала директор школы Ольга Петренко. — Но мы справились.",
            ["Ольга Петренко", "Ольга Петренко"],
        ),
        (
            "– Дети довольны, – добавила она.",
            ["Ольга Петренко"],
        ),
        (
            "Бывший дипломат Казбек Бейсебаев видит в этом предупреждение.",
            [None],
        ),
        (
            "– Дело можно затянуть. Так уже бывало, – отмечает он.",
            ["Казбек Бейсебаев", "Казбек Бейсебаев"],
        ),
        (
            "В министерстве отметили, что ремонт завершат в срок. Эксперты сомневаются.",
            [None, None],
        ),
        (
            "Сулейменова подчеркнула: «Инфляция замедлится до 8 процентов». Биржа закрылась "
            "ростом.",
            ["Айгерим Сулейменова", None],
        ),
        (
            "Как сообщил вице-министр транспорта Талгат Ластаев, дорогу сдадут в декабре.",
            ["Талгат Ластаев"],
        ),
        (
            "Рейс, как рассказал Ластаев, откроют в мае.",
            ["Талгат Ластаев"],
        ),
        (
            "Президент России Владимир Путин на встрече с Си Цзиньпином заявил о готовности к "
            "переговорам.",
            ["Владимир Путин"],
        ),
        (
            "Китай заявил, что поддержит резолюцию. Газпром сообщил о росте.",
            [None, None],
        ),
        (
            "Итог визита – новые контракты, уверен политолог Замир Каражанов, эксперт по "
            "Центральной Азии.",
            ["Замир Каражанов"],
        ),
        (
            "Важно помнить:",
            [None],
        ),
        (
            "- первый пункт списка;",
            [None],
        ),
        (
            "- Второй пункт списка.",
            [None],
        ),
        (
            "Сенатор Ольга Булавкина, автор поправки, считает, что закон примут быстро.",
            ["Ольга Булавкина"],
        ),
        (
            "По её мнению, возражений нет.",
            ["Ольга Булавкина"],
        ),
        (
            "По данным Министерства финансов, доходы выросли на треть.",
            [None],
        ),
        (
            "Поезда ходят чаще. Депутат Нурлан Сабуров назвал это «прорывом десятилетия». Билеты "
            "не подорожали.",
            [None, "Нурлан Сабуров", None],
        ),
        (
            "«Урожай хороший!» — радуется фермер Сергей Козлов из Костаная.",
            ["Сергей Козлов"],
        ),
    ],
    [
        (
            "Астана. 12 ноября. В столице открыли новый мост. Аким города Женис Касымбек осмотрел"
            " стройку.",
            [None, None, None, None],
        ),
        (
            "- Мост выдержит сто лет. Мы проверили каждый болт, - говорит главный инженер проекта"
            " Данияр Ахметжанов.",
            ["Данияр Ахметжанов", "Данияр Ахметжанов"],
        ),
        (
            "- Строили два года, - продолжает инженер. - Было непросто.",
            ["Данияр Ахметжанов", "Данияр Ахметжанов"],
        ),
        (
            "- А сколько он стоил?",
            [None],
        ),
        (
            "Пресс-секретарь президента Берик Уали сообщил в Telegram, что Касым-Жомарт Токаев "
            "посетит Ташкент.",
            ["Берик Уали"],
        ),
        (
            "Путин предложил Токаеву чай. Boeing сообщил об убытках. Лавров прибыл в Алматы.",
            [None, None, None],
        ),
        (
            "Историк Жанна Мажитова отмечает, что архив откроют в мае. Она добавила, что доступ "
            "будет свободным. «Читатели ждали этого давно», – говорит Мажитова.",
            ["Жанна Мажитова", "Жанна Мажитова", "Жанна Мажитова"],
        ),
        (
            "По мнению Мажитовой, спрос вырастет.",
            ["Жанна Мажитова"],
        ),
        (
            "Вместе с тем, считает Ахметжанов, нужен второй мост.",
            ["Данияр Ахметжанов"],
        ),
        (
            "«Выучишь язык — избежишь войны» — эту пословицу часто цитируют в Пекине.",
            [None],
        ),
        (
            "Министр иностранных дел России Сергей Лавров на пресс-конференции в Москве назвал "
            "переговоры «полезными».",
            ["Сергей Лавров"],
        ),
        (
            "С. Лавров также отметил рост торговли.",
            ["Сергей Лавров"],
        ),
        (
            "Министр подчеркнул, что визит состоится.",
            ["Сергей Лавров"],
        ),
        (
            "Президент Касым-Жомарт Токаев в декабре поручил правительству снизить налоги. Токаев"
            " поблагодарил коллег.",
            [None, None],
        ),
        (
            "Глава государства подчеркнул, что реформы продолжатся.",
            ["Касым-Жомарт Токаев"],
        ),
        (
            "В интервью агентству она рассказала о планах.",
            ["Жанна Мажитова"],
        ),
        (
            "Главной новостью недели стал указ о выборах. В документе говорится, что голосование "
            "пройдет весной.",
            [None, None],
        ),
        (
            "«Вопрос решен», – сказали в министерстве. Об этом сообщает Kazinform.",
            [None, None],
        ),
        (
            "Об этом на брифинге в СЦК сообщила вице-министр труда Назгуль Сагиндыкова.",
            ["Назгуль Сагиндыкова"],
        ),
        (
            "Эльмира, мать троих детей, говорит, что школа стала ближе.",
            ["Эльмира"],
        ),
        (
            "«Мы верим в мир», – цитирует пресс-служба слова генсека.",
            [None],
        ),
        (
            "– Ну что сказать, доволен, – улыбается пенсионер Иван Петрович Сидоренко.",
            ["Иван Петрович Сидоренко"],
        ),
    ],
    [
        (
            "Астана и Пекин договорились о новой линии. Об этом заявил министр транспорта Нурлан "
            "Сауранбаев на брифинге.",
            [None, "Нурлан Сауранбаев"],
        ),
        (
            "«Первые поезда пойдут в 2027 году. Мы вложим 300 млрд тенге», – сказал Сауранбаев. "
            "По его словам, создадут 5 тыс. рабочих мест.",
            ["Нурлан Сауранбаев", "Нурлан Сауранбаев", "Нурлан Сауранбаев"],
        ),
        (
            "Экономист Олжас Байдильдинов полагает: срок нереален. «Так быстро не строят», — "
            "пояснил он.",
            ["Олжас Байдильдинов", "Олжас Байдильдинов"],
        ),
        (
            "Посол КНР Хань Чуньлинь выразил надежду, что проект завершат вовремя. В посольстве "
            "добавили, что деньги выделены.",
            ["Хань Чуньлинь", None],
        ),
        (
            "Президент США Дональд Трамп назвал сделку «фантастической». Глава Белого дома "
            "отметил, что приедет в Астану.",
            ["Дональд Трамп", None],
        ),
        (
            "– Когда начнется стройка?",
            [None],
        ),
        (
            "– Весной. Техника уже на месте.",
            [None, None],
        ),
        (
            "Токаев в ходе телефонного разговора с Путиным подтвердил, что приедет. Касым-Жомарт "
            "Токаев прибудет 9 мая.",
            ["Касым-Жомарт Токаев", None],
        ),
        (
            "По оценке аналитика Halyk Finance Аслана Аронова, рост составит 5%.",
            ["Аслан Аронов"],
        ),
    ],
]
ENGLISH = [
    [
        (
            '"We are ready to expand trade," said Marco Rubio, the U.S. Secretary of State. "It '
            'takes time."',
            ["Marco Rubio", "Marco Rubio"],
        ),
        (
            "President Kassym-Jomart Tokayev said that the railway would open in 2027. He added "
            "that 3,000 jobs would follow. Freight volumes doubled last year.",
            ["Kassym-Jomart Tokayev", "Kassym-Jomart Tokayev", None],
        ),
        (
            "According to Nargis Kassenova, a senior fellow at Harvard University, the balance is"
            " fragile.",
            ["Nargis Kassenova"],
        ),
        (
            "Kassenova told reporters the deal was overdue.",
            ["Nargis Kassenova"],
        ),
        (
            "The ministry said exports rose. Kazakhstan said it would join. Air Astana said it "
            "had ordered jets.",
            [None, None, None],
        ),
        (
            "“Nobody expected this,” she said. “Not even the bankers.”",
            ["Nargis Kassenova", "Nargis Kassenova"],
        ),
        (
            "Rubio’s visit lasted two days. Analysts say little will change.",
            [None, None],
        ),
        (
            "Energy Minister Yerlan Akkenzhenov noted the output cap; the White House declined to"
            " comment.",
            ["Yerlan Akkenzhenov"],
        ),
        (
            "“It works,” the minister said.",
            ["Yerlan Akkenzhenov"],
        ),
        (
            "In the view of economist Rasul Rysmambetov, rates will stay high.",
            ["Rasul Rysmambetov"],
        ),
    ],
    [
        (
            "Kazakhstan’s Foreign Minister Murat Nurtleu, speaking in Brussels, said the talks "
            "were productive.",
            ["Murat Nurtleu"],
        ),
        (
            "“We welcome this,” Nurtleu told journalists. “It is overdue.”",
            ["Murat Nurtleu", "Murat Nurtleu"],
        ),
        (
            "Exports to China rose 12 percent, according to the ministry. According to him, "
            "growth will continue.",
            [None, "Murat Nurtleu"],
        ),
        (
            "Luca Anceschi, a professor at the University of Glasgow, argues that the policy has "
            "limits. He also believes it will last.",
            ["Luca Anceschi", "Luca Anceschi"],
        ),
        (
            "The deal, Tokayev stressed, is historic. Kassym-Jomart Tokayev arrived on Monday.",
            ["Kassym-Jomart Tokayev", None],
        ),
        (
            "Trump called Kazakhstan “a true partner.” Donald Trump met five presidents.",
            ["Donald Trump", None],
        ),
        (
            "It is widely said that steppe people value guests.",
            [None],
        ),
        (
            "As noted by analyst Temur Umarov, Beijing waits.",
            ["Temur Umarov"],
        ),
        (
            "The White House said on Friday that tariffs would stay. Reuters reported delays.",
            [None, None],
        ),
        (
            "U.S. President Donald Trump said he would visit Astana. The U.S. leader added that "
            "dates were open.",
            ["Donald Trump", None],
        ),
    ],
    [
        (
            '"The harbour is silting up. Without dredging it will stand dry," warned Aida Bekova, '
            "a hydrologist at the university. She said that two ships had been ordered.",
            ["Aida Bekova", "Aida Bekova", "Aida Bekova"],
        ),
        (
            'Ships wait. "Nobody planned for this. Nobody," said Thomas Keller, an analyst in '
            "Vienna.",
            [None, "Thomas Keller", "Thomas Keller"],
        ),
        (
            'A deputy prime minister, Alexei Overchuk, called the route "a complement". Keller '
            "doubts it: in his view the railway is full.",
            ["Alexei Overchuk", "Thomas Keller"],
        ),
    ],
    [
        (
            "Kazakh President Kassym-Jomart Tokayev told the UN General Assembly that middle "
            "powers matter.",
            ["Kassym-Jomart Tokayev"],
        ),
        (
            "“The corridor is a lifeline,” said Gaidar Abdikerimov, secretary general of the "
            "Trans-Caspian association, adding that volumes doubled.",
            ["Gaidar Abdikerimov"],
        ),
        (
            "Critics say the plan is costly. But Abdikerimov insists it will pay off.",
            [None, "Gaidar Abdikerimov"],
        ),
    ],
]
KAZAKH = [
    [
        (
            "«Біз жаңа кезеңге қадам бастық», – деді Қасым-Жомарт Тоқаев. Отырыс екі сағатқа "
            "созылды.",
            ["Қасым-Жомарт Тоқаев", None],
        ),
        (
            "Сыртқы істер министрі Мұрат Нұртілеу келісімге қол қойылғанын айтты.",
            ["Мұрат Нұртілеу"],
        ),
        (
            "Саясаттанушы Рүстем Мұстафиннің айтуынша, бұл – маңызды бетбұрыс.",
            ["Рүстем Мұстафин"],
        ),
        (
            "Оның пікірінше, сауда көлемі артады.",
            ["Рүстем Мұстафин"],
        ),
        (
            "– Біз дайынбыз, – дейді фермер Ерлан Сейітов. – Жер де дайын.",
            ["Ерлан Сейітов", "Ерлан Сейітов"],
        ),
        (
            "Тоқаев Қытаймен сауда өсетінін мәлімдеді. Астанада қар жауды.",
            ["Қасым-Жомарт Тоқаев", None],
        ),
        (
            "Президент Қасым-Жомарт Тоқаев Вашингтонға барды.",
            [None],
        ),
        (
            "Мемлекет басшысы инвестиция көлемі артқанын атап өтті.",
            ["Қасым-Жомарт Тоқаев"],
        ),
    ],
    [
        (
            "Мәжіліс депутаты Никита Шаталов бұл келісімнің маңызы зор екенін атап өтті.",
            ["Никита Шаталов"],
        ),
        (
            "Депутаттың сөзінше, жұмыс жалғасады.",
            ["Никита Шаталов"],
        ),
        (
            "«Сауда артты. Бұл – жақсы белгі», – деп мәлімдеді Премьер-министр Олжас Бектенов.",
            ["Олжас Бектенов", "Олжас Бектенов"],
        ),
        (
            "Бектенов жаңа зауыт ашылатынын хабарлады.",
            ["Олжас Бектенов"],
        ),
        (
            "Ол мыңнан астам жұмыс орны пайда болатынын айтты.",
            ["Олжас Бектенов"],
        ),
        (
            "Астанада көпір ашылды. Министрлік құрылыс мерзімінде аяқталғанын хабарлады.",
            [None, None],
        ),
        (
            "Сарапшы Айгүл Төлегенованың пікірінше, баға төмендейді.",
            ["Айгүл Төлегенова"],
        ),
    ],
    [
        (
            "Президент Қасым-Жомарт Тоқаев Үкіметтің кеңейтілген отырысында инвестиция тарту "
            "маңызды екенін айтты.",
            ["Қасым-Жомарт Тоқаев"],
        ),
        (
            "«Жаңа теміржол 2027 жылы ашылады», – деп атап өтті Көлік министрі Нұрлан Сауранбаев.",
            ["Нұрлан Сауранбаев"],
        ),
    ],
]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("ru", text) for text in RUSSIAN),
        *(("en", text) for text in ENGLISH),
        *(("kk", text) for text in KAZAKH),
    ],
)
def test_invented_news(language: str, text: list[tuple[str, list[str | None]]]) -> None:
    paragraphs = [
        [paragraph[start:end] for start, end in split_sentences(paragraph, language)]
        for paragraph, _ in text
    ]
    found = attribute_speakers(paragraphs, language)
    for (paragraph, names), speakers in zip(text, found, strict=True):
        assert [speaker and speaker.name for speaker in speakers] == names, paragraph


def test_roles_are_word_for_word() -> None:
    paragraphs = [
        ["По словам Мурата Темирханова, тенге ослабнет."],
        ["– Ставка высока, – считает экономист, советник банка Мурат Темирханов."],
        ["Эксперт считает, что рост вернется."],
    ]
    expected = Speaker("Мурат Темирханов", "экономист, советник банка")
    assert attribute_speakers(paragraphs, "ru") == [[expected]] * 3


def test_nothing_to_attribute() -> None:
    assert attribute_speakers([], "ru") == []
    assert attribute_speakers([[], ["-"], ["«"], ["– "]], "ru") == [[], [None], [None], [None]]


def test_what_somebody_is_needs_no_known_title() -> None:
    text = '"It will stand dry," warned Aida Bekova, a hydrologist at the university.'
    ((speaker,),) = attribute_speakers([[text]], "en")
    assert speaker == Speaker("Aida Bekova", "hydrologist at the university")
