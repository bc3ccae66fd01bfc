"""Choosing the sentences that answer a question, word for word, across the passages found."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.facts import Facts, facts, missing
from assistant.kinds import Expects, Kind
from assistant.question import Question, asks_who_said, is_bare
from assistant.ranking import Quote, leans
from assistant.values import is_of_another
from index.keywords import terms

_MOST: dict[Kind, int] = {"count": 2, "when": 2, "where": 2, "who": 2}
_MOST_OTHER = 3
# A further sentence is quoted when it is at least this probable, against the first.
_CLOSE: dict[Kind, float] = {"which": 0.03, "why": 0.05, "what-said": 0.05}
_CLOSE_OTHER = 0.1
# A sentence beside one that is quoted belongs to it when it is at least this probable, against it.
_BESIDE = 0.02
# A sentence on one side of a comparison alone is preferred if it is this probable, against others.
_ALONE = 0.1
# An expected figure or date stands in a sentence that is at least this probable, or nowhere.
_LEAST = 0.02

_INDISPENSABLE: frozenset[Expects | None] = frozenset(("number", "money", "percent", "date"))
# How much better a word of the question is found in the sentence before, for that to be quoted.
_BRINGS = 0.15


def choose_quotes(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The sentences that answer the question: as many as it needs, none that only repeats.

    Empty where the question asks for a figure or a date and none of them holds one.
    """
    everything = ranked
    ranked = _fitting(question, ranked)
    if not ranked:
        return []
    if question.kind == "compare" and question.sides:
        return _both_sides(question, ranked)
    most = _MOST.get(question.kind, _MOST_OTHER)
    close = _CLOSE.get(question.kind, _CLOSE_OTHER) * ranked[0].probability
    chosen = [ranked[0]]
    for quote in ranked[1:]:
        if len(chosen) == most or quote.probability < close:
            break
        if question.expects and not quote.holds(question):
            continue
        if not any(_repeats(quote, other) for other in chosen):
            chosen.append(quote)
    if question.kind == "what-said" and is_bare(question):
        speeches = [_whole_speech(quote, ranked) for quote in chosen]
        chosen = list({quote.sentence: quote for quote in speeches}.values())
    if asks_who_said(question):
        chosen = [_with_speaker(quote) for quote in chosen]
    if question.kind == "why":
        chosen = [part for quote in chosen for part in _with_consequence(quote, chosen)]
    return _in_order(chosen + _beside(chosen, everything))


def _fitting(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The sentences that hold what the question expects, and hold it of what it names."""
    least = max((_LEAST * quote.probability for quote in ranked[:1]), default=0.0)
    fitting = [quote for quote in ranked if quote.probability >= least]
    if question.expects in _INDISPENSABLE:
        fitting = [quote for quote in fitting if quote.holds(question)]
    if question.expects not in ("number", "money", "percent"):
        return fitting
    asked = facts(question.text, question.language)
    names = Facts(asked.language, names=asked.names)
    return [
        quote
        for quote in fitting
        if not is_of_another(
            quote.sentence.text, quote.hit.passage.language, names, question.expects
        )
    ]


def with_antecedents(chosen: Sequence[Quote]) -> list[Quote]:
    """The quotes, each that cannot stand alone with the sentence that it refers to.

    That sentence is brought only where it says what the question asks about and the quote does
    not. Sentences that follow each other become one quote, in one person's words also those
    with but one between.
    """
    found: list[Quote] = []
    for quote in chosen:
        before = replace(quote, first=quote.first - 1, last=quote.first - 1)
        brought = (
            leans(quote.hit, quote.first)
            and not any(o.hit is quote.hit and o.last == before.last for o in found)
            and (quote.hit.words[:, before.first] - quote.hit.words[:, quote.first]).max() > _BRINGS
        )
        if brought and before.sentence.speaker == quote.sentence.speaker:
            found += [before, quote]
        else:
            # In another's words it stands by itself, after what it explains.
            found += [quote, before] if brought else [quote]
    joined: list[Quote] = []
    for quote in found:
        last = joined[-1] if joined else None
        if (
            last
            and last.hit is quote.hit
            and last.sentence.speaker == quote.sentence.speaker
            and quote.first - last.last <= (2 if quote.sentence.speaker else 1)
        ):
            joined[-1] = replace(last, last=quote.last)
        else:
            joined.append(quote)
    return joined


def _beside(chosen: Sequence[Quote], ranked: Sequence[Quote]) -> list[Quote]:
    """The sentences next to those chosen that may as well be what answers, or the subject of it."""
    taken = {(q.hit.key, i) for q in chosen for i in range(q.first, q.last + 1)}
    return [
        quote
        for quote in ranked
        if (quote.hit.key, quote.first) not in taken
        and any(
            other.hit.key == quote.hit.key
            and quote.first in (other.first - 1, other.last + 1)
            and quote.sentence.speaker == other.sentence.speaker
            and quote.probability >= _BESIDE * other.probability
            for other in chosen
        )
    ]


def _whole_speech(quote: Quote, ranked: Sequence[Quote]) -> Quote:
    """All of the person's words around a sentence, in its passage, that may be quoted."""
    speaker = quote.sentence.speaker
    own = {q.first for q in ranked if q.hit is quote.hit and q.sentence.speaker == speaker}
    first, last = quote.first, quote.last
    while first - 1 in own:
        first -= 1
    while last + 1 in own:
        last += 1
    return replace(quote, first=first, last=last)


def _with_speaker(quote: Quote) -> Quote:
    """The quote as far as the sentence that names who speaks."""
    passage, speaker = quote.hit.passage, quote.sentence.speaker
    named = [
        i
        for i, sentence in enumerate(passage.sentences)
        if speaker and sentence.speaker == speaker and speaker.name.split()[-1] in sentence.text
    ]
    if not named or any(quote.first <= i <= quote.last for i in named):
        return quote
    nearest = min(named, key=lambda i: abs(i - quote.first))
    return replace(quote, first=min(quote.first, nearest), last=max(quote.last, nearest))


def _with_consequence(quote: Quote, chosen: Sequence[Quote]) -> list[Quote]:
    """The quote and what is said of it next: «… заявил. Это решение …» has the reason there."""
    after = quote.last + 1
    taken = any(other.hit is quote.hit and other.first == after for other in chosen)
    sentences = quote.hit.passage.sentences
    if taken or after == len(sentences) or not leans(quote.hit, after):
        return [quote]
    return [quote, replace(quote, first=after, last=after)]


def _both_sides(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The best sentence on each side of a comparison, rather one that is about that side alone."""
    sides = [facts(side, question.language) for side in question.sides]
    chosen: list[Quote] = []
    for side in sides:
        of_side = [quote for quote in ranked if _speaks_of(quote, side)]
        alone = [
            quote
            for quote in of_side
            if quote.probability >= _ALONE * of_side[0].probability
            and not any(_speaks_of(quote, other) for other in sides if other != side)
        ]
        for quote in (alone or of_side)[:1]:
            if all(other.sentence != quote.sentence for other in chosen):
                chosen.append(quote)
    return _in_order(chosen or [ranked[0]])


def _speaks_of(quote: Quote, side: Facts) -> bool:
    return not missing(side, [(quote.sentence.text, quote.hit.passage.language)])


def _repeats(quote: Quote, other: Quote) -> bool:
    """Whether a sentence says mostly what another says."""
    language = quote.hit.passage.language
    if language != other.hit.passage.language:
        return False
    mine, theirs = (
        set(terms(quote.sentence.text, language)),
        set(terms(other.sentence.text, language)),
    )
    return len(mine & theirs) > 0.7 * min(len(mine), len(theirs)) if mine and theirs else True


def _in_order(chosen: list[Quote]) -> list[Quote]:
    """Best passage first, and in a passage the sentences as the article has them."""
    rank: dict[int, int] = {}
    for quote in chosen:
        rank.setdefault(quote.hit.key, len(rank))
    return sorted(chosen, key=lambda quote: (rank[quote.hit.key], quote.first))
