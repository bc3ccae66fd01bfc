import json
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect
from pydantic import SecretStr

QUESTION = "На какую сумму подписаны соглашения в Вашингтоне?"
# As README has it, in a process of its own: the client leaves its sockets to the end of it.
PROGRAM = """
import json, sys
from gradio_client import Client
address, auth, calls = json.loads(sys.argv[1])
try:
    client = Client(address, auth=auth, verbose=False)
    for call in calls:
        print(json.dumps(client.predict(*call, api_name="/ask")))
    if not calls:
        print(json.dumps(client.view_api(return_format="dict", print_info=False)))
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


@pytest.fixture(scope="module", autouse=True)
def _loop(browser):
    """Gradio opens event loops, and leaves them open, where none runs: the browser's does."""


def program(address, *calls, auth=None):
    """What a program that uses gradio_client prints, line by line, and how it ends."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, json.dumps([address, auth, calls])],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return [json.loads(line) for line in ran.stdout.splitlines()], ran.stderr


def opened(url, data=None):
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.read().decode()


def status_of(url, data=None):
    with pytest.raises(urllib.error.HTTPError) as refused:
        opened(url, data)
    refused.value.close()
    return refused.value.code


def test_a_program_asks_and_gets_the_json_of_the_command(address, assistant):
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "17,2"}]
    (answer, kazakh, followed), _ = program(
        address,
        [QUESTION],
        ["How large is trade with Mars?", "kk"],
        ["А с Китаем?", None, None, history],
    )
    own = assistant.ask(QUESTION).as_json()
    assert answer | {"seconds": 0} == own | {"seconds": 0}
    assert kazakh["language"] == "kk"
    assert followed["understood"] != "А с Китаем?"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [([" "], "question is empty"), ([QUESTION, "de"], "no language"),
     ([QUESTION, None, "soon"], "soon"), ([QUESTION, None, None, [{"a": "b"}]], "history")],
)  # fmt: skip
def test_a_fault_is_told_in_its_line(address, arguments, fault):
    body = json.dumps({"data": [*arguments, None, None, None][:4]}).encode()
    _, begun = opened(f"{address}gradio_api/call/ask", body)
    _, events = opened(f"{address}gradio_api/call/ask/{json.loads(begun)['event_id']}")
    assert "event: error" in events
    assert fault in events


def test_only_ask_is_offered_to_programs(address):
    [offered], _ = program(address)
    assert list(offered["named_endpoints"]) == ["/ask"]


def test_curl_asks_in_two_steps(address):
    body = json.dumps({"data": ["How large is trade with China?", "en", None, None]}).encode()
    _, begun = opened(f"{address}gradio_api/call/ask", body)
    _, events = opened(f"{address}gradio_api/call/ask/{json.loads(begun)['event_id']}")
    assert "event: complete" in events
    [answer] = json.loads(events.split("data: ", 1)[1].splitlines()[0])
    assert "44 миллиардов" in answer["citations"][0]["quote"]


def test_it_says_whether_there_is_an_index(address, serve, assistant, settings, tmp_path):
    assert opened(f"{address}healthz") == (200, '{"status":"ok"}')
    empty = serve(assistant, settings.model_copy(update={"store": tmp_path}))
    assert status_of(f"{empty}healthz") == 503


def test_a_password_closes_the_page_and_the_api_but_not_the_health(serve, assistant, settings):
    closed = serve(assistant, settings.model_copy(update={"password": SecretStr("слово")}))
    assert status_of(f"{closed}gradio_api/call/ask", b'{"data": ["?"]}') == 401
    assert opened(f"{closed}healthz")[0] == 200
    assert program(closed, [QUESTION])[0] == []
    assert program(closed, [QUESTION], auth=["anybody", "wrong"])[0] == []
    [answer], _ = program(closed, [QUESTION], auth=["anybody", "слово"])
    assert answer["answered"]


def test_a_user_asks_no_more_than_is_allowed(serve, assistant, settings):
    limited = serve(assistant, settings.model_copy(update={"rate_limit": 1}))
    answers, fault = program(limited, [QUESTION], [QUESTION])
    assert len(answers) == 1
    assert "1 questions a minute" in fault


def test_the_page_says_when_to_ask_again(visit, serve, assistant, settings):
    user = visit(serve(assistant, settings.model_copy(update={"rate_limit": 1})))
    user.ask(QUESTION)
    user.ask(QUESTION)
    expect(user.last(".notice.fault")).to_contain_text("следующий через")
    expect(user.page.locator("#question")).to_have_value(QUESTION)
