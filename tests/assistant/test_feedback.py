from assistant import evaluation, feedback

QUESTION = "На какую сумму подписаны соглашения в Вашингтоне?"


def test_what_readers_say_becomes_questions_for_eval(kazinform, tmp_path):
    answer = kazinform.ask(QUESTION)
    feedback.record(tmp_path / "store", answer, True, [], "")
    file = feedback.record(tmp_path / "store", answer, False, ["wrong", "invented"], "сумма <b>")
    good, bad = evaluation.read_gold(file)
    assert good.asked.question == QUESTION
    assert good.answerable is True
    assert good.evidence == tuple(citation.quote for citation in answer.citations)
    assert bad.answerable is None
    assert bad.asked.data["reasons"] == ["wrong"]
    assert bad.asked.data["words"] == "сумма <b>"
    grades = evaluation.grade(good, answer.as_json(), "")
    assert grades["cited_first"]
    assert evaluation.grade(bad, answer.as_json(), "").keys() == {"verbatim", "markers"}


def test_a_question_left_unanswered_rightly_stays_so(kazinform, tmp_path):
    answer = kazinform.ask("Сколько стоит билет в цирк?")
    [gold] = evaluation.read_gold(feedback.record(tmp_path, answer, True, [], ""))
    assert gold.answerable is False
    assert evaluation.grade(gold, answer.as_json(), "")["abstained"]
