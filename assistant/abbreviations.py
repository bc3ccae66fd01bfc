"""Abbreviations that news is full of, in three languages, and the words they stand for."""

import re

# What stands for words that another language, or the same, writes out.
SPELLED_OUT = {
    short: re.compile(
        # «СПИДом»: with an ending
        rf"\b(?-i:(?:{shorts.replace(' ', '|')})(?:-?[а-яәғқңөұүһі]{{1,4}})?)\b|{words}",
        re.IGNORECASE,
    )
    for shorts, words in (
        ("AI ИИ ЖИ", r"искусственн\w+ интеллект|artificial intelligence|жасанды интеллект"),
        ("GDP ВВП ЖІӨ", r"валов\w+ внутренн\w+ продукт|gross domestic product|жалпы ішкі өнім"),
        ("LNG СПГ СТГ", r"сжиженн\w+ (?:природн\w+ )?газ|liquefied (?:natural )?gas|сұйытылған"),
        ("TEU TEUs ДФЭ", r"twenty-foot|двадцатифутов|20-футов|20-foot|жиырма футтық"),
        ("EBRD ЕБРР ЕҚДБ", r"банк\w* реконструкци|european bank for reconstruction|қайта құру"),
        ("IMF МВФ ХВҚ", r"международн\w+ валютн|international monetary|халықаралық валюта"),
        ("WTO ВТО ДСҰ", r"всемирн\w+ торгов|world trade organi|дүниежүзілік сауда"),
        ("WHO ВОЗ ДДСҰ", r"всемирн\w+ организаци\w+ здравоохр|world health organi"),
        ("OSCE ОБСЕ ЕҚЫҰ", r"безопасности и сотрудничеству в европе|co-?operation in europe"),
        ("NPP АЭС", r"атомн\w+ (?:электро)?станци|nuclear (?:power )?(?:plant|station)"),
        ("HPP ГЭС СЭС", r"гидро(?:электро)?станци|hydro\w*(?: power)? (?:plant|station)|су электр"),
        ("ТЭС ГРЭС ЖЭС", r"(?:тепло|тепловую|тепловой) ?\w*станци|thermal power|жылу электр"),
        ("CHP ТЭЦ ЖЭО", r"теплоэлектроцентрал|heat and power|жылу-?электр"),
        ("ВИЭ ЖЭК", r"возобновляем\w+ (?:источник|энерг)|renewable|жаңартылатын"),
        ("VAT НДС ҚҚС", r"добавленн\w+ стоимост|value.added tax|қосылған құн"),
        ("CIS СНГ ТМД", r"содружеств\w+ независим|commonwealth of independent|достастығы"),
        ("EAEU ЕАЭС ЕАЭО", r"евразийск\w+ экономическ\w+ союз|eurasian economic|еуразиялық экон"),
        ("SCO ШОС ШЫҰ", r"шанхайск\w+ организац|shanghai cooperation|шанхай ынтымақ"),
        ("OTS ОТГ ТМҰ", r"тюркск\w+ государств|turkic states|түркі мемлекеттері"),
        ("IAEA МАГАТЭ", r"агентств\w+ по атомной|atomic energy agency|атом энергиясы жөн"),
        ("OPEC ОПЕК", r"стран\w* ?-? ?экспорт\w+ нефт|petroleum exporting"),
        ("CSTO ОДКБ ҰҚШҰ", r"коллективн\w+ безопасност|collective security|ұжымдық қауіпсіздік"),
        ("CICA СВМДА АӨСШК", r"взаимодействи\w+ и мер\w+ доверия|confidence.building"),
        (
            "OECD ОЭСР ЭЫДҰ",
            r"экономическ\w+ сотрудничества и развит|economic co-?operation and dev",
        ),
        ("ADB АБР АДБ", r"азиатск\w+ банк\w* развит|asian development bank|азия даму банк"),
        ("EDB ЕАБР ЕАДБ", r"евразийск\w+ банк\w* развит|eurasian development bank|еуразия\w* даму"),
        ("ECB ЕЦБ", r"европейск\w+ центральн\w+ банк|european central bank"),
        ("FDI ПИИ ТШИ ТТИ", r"прям\w+ иностранн\w+ инвест|foreign direct|тікелей\w* шетел"),
        ("SEZ СЭЗ АЭА", r"специальн\w+ экономическ\w+ зон|special economic|арнайы экономикалық"),
        ("PPP ГЧП МЖӘ", r"государственно-частн|public.private|мемлекеттік-жеке"),
        ("SME SMEs SMB SMBs МСБ МСП ШОБ", r"мал\w+ и средн|small and medium|шағын және орта"),
        ("UAV UAVs БПЛА БЛА ҰҰА", r"беспилотн|дрон|unmanned|drones?\b|ұшқышсыз"),
        ("EMERCOM МЧС ТЖМ", r"чрезвычайн\w+ ситуац|emergenc|төтенше жағдай"),
        ("MFA МИД СІМ", r"министерств\w+ иностранн|foreign (?:ministry|affairs)|сыртқы істер"),
        ("FBI ФБР ФТБ", r"федеральн\w+ бюро расслед|federal bureau of inv"),
        ("CIA ЦРУ ОБА", r"разведывательн\w+ управлен|central intelligence"),
        ("ISIS ISIL ИГИЛ ДАИШ Daesh", r"исламск\w+ государств|islamic state|ислам мемлекеті"),
        ("HIV ВИЧ АИТВ", r"вирус\w* иммунодефицит|immunodeficiency"),
        ("AIDS Aids СПИД ЖИТС ЖҚТБ", r"иммунодефицит|immune deficiency"),
        ("ISS МКС ХҒС", r"международн\w+ космическ\w+ станц|space station|ғарыш стансас"),
        ("USSR СССР КСРО", r"советск\w+ союз|soviet union|кеңес одағы"),
        ("ICC МУС ХҚС", r"международн\w+ уголовн\w+ суд|criminal court"),
        ("ILO МОТ ХЕҰ", r"организаци\w+ труда|labou?r organi"),
        ("IOC МОК ХОК", r"олимпийск\w+ комитет|olympic committee|олимпиада комитеті"),
        ("TITR ТМТМ ТХКБ", r"транскаспийск|trans-?caspian|транскаспий"),
        ("G7", r"больш\w+ сем[её]рк|group of seven|үлкен жетілік"),
        ("G20", r"больш\w+ двадцатк|group of twenty|үлкен жиырмалық"),
        ("GOP", r"республикан|republican"),
        ("TV ТВ", r"телевид|телевиз|телекан|телеведущ|television|теледидар|телеарна"),
        ("CEO", r"ген(?:еральн\w+ )?\s?директор|исполнительн\w+ директор|chief executive"),
        ("DNA ДНК", r"дезоксирибонуклеин|deoxyribonucleic"),
        ("MP MPs", r"депутат|парламентар|deput(?:y|ies)"),
        ("MEP MEPs", r"европарламент|депутат|members? of the european parliament"),
    )
    for short in shorts.split()
}
