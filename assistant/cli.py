"""The `multivector` command: results on stdout, everything else on stderr.

Exit codes: 0 done, 1 a fault the user can mend (one line on stderr), 2 wrong usage.
"""

import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import article_commands
from assistant.answer import Turn
from assistant.batch import BatchQuestion, parse_questions, read_questions
from assistant.errors import AssistantError
from assistant.options import (
    AsOf,
    Docs,
    Json,
    Lang,
    Store,
    assistant_of,
    print_report,
    ready_assistant,
    run_sync,
    settings_of,
)
from assistant.terminal import (
    note,
    print_json,
    print_line,
    print_result,
    print_table,
    progress_bar,
    read_line,
)
from index.article import Language
from index.errors import IndexingError

# What takes long to import is imported by the command that needs it: --help is instant.
if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.assistant import Assistant
    from assistant.written import Event

app = typer.Typer(
    help="Answers questions from a folder of news articles, word for word, with their places.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; always ends the process.

    `arguments` are the words after the program's name, the process's own where None.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A lone surrogate, which UTF-8 cannot hold, comes out as JSON's own escape for it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        try:
            app(args=arguments, prog_name="multivector")
        finally:
            sys.stdout.flush()
    except (AssistantError, IndexingError) as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader has seen enough; without this Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'the system'}: {error.strerror or error}")


@app.callback()
def _options(context: typer.Context, docs: Docs = None, store: Store = None) -> None:
    context.obj = {"docs": docs, "store": store}


@app.command()
def sync(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="[DOCS]", help="Same as --docs.")] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on until Ctrl+C: sync whenever the folder changes.")
    ] = False,
    docs: Docs = None,
    store: Store = None,
) -> None:
    """Make the index match the folder of articles."""
    settings = settings_of(context, folder or docs, store)
    if watch:
        article_commands.watch(settings)
        return
    report = run_sync(settings)
    print_report(report)
    if report.failed:
        raise typer.Exit(1)


@app.command()
def articles(
    context: typer.Context, as_json: Json = False, docs: Docs = None, store: Store = None
) -> None:
    """List what is indexed."""
    assistant = assistant_of(settings_of(context, docs, store))
    passages = assistant.passage_counts()
    rows: list[dict[str, Any]] = [
        {
            "id": article.id,
            "title": article.title,
            "publisher": article.publisher,
            "published": article.published,
            "language": article.language,
            "passages": passages[article.id],
            "revision": article.revision,
        }
        for article in assistant.articles()
    ]
    if as_json:
        print_json(rows)
    else:
        # What may be long stands last.
        order = ("id", "published", "language", "passages", "revision", "publisher", "title")
        print_table([{name: row[name] for name in order} for row in rows])


@app.command()
def show(
    context: typer.Context,
    article_id: Annotated[str, typer.Argument(metavar="ID", help="As `articles` lists it.")],
    as_json: Json = False,
    revision: Annotated[
        str | None, typer.Option("--revision", help="As an answer quoted it, replaced or removed.")
    ] = None,
    docs: Docs = None,
    store: Store = None,
) -> None:
    """Show one article: what is known of it and its text."""
    from dataclasses import asdict

    from assistant.answer_text import article_line

    assistant = assistant_of(settings_of(context, docs, store))
    if revision:
        article, fate = assistant.revision(article_id, revision)
    else:
        article, fate = assistant.article(article_id), "current"
    if as_json:
        print_json(asdict(article) | ({"fate": fate} if revision else {}))
        return
    if fate != "current":
        note(f"This revision has been {fate}.")
    typer.echo("\n".join(filter(None, (article_line(article), article.url))))
    typer.echo(f"\n{article.text}")


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(metavar="QUESTION")] = None,
    as_json: Json = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help="Answer a question a line (id, question, history), as JSON; - is standard input.",
        ),
    ] = None,
    lang: Lang = None,
    as_of: AsOf = None,
    docs: Docs = None,
    store: Store = None,
) -> None:
    """Answer a question, or a file of them, with the sources."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a QUESTION or --batch FILE.jsonl", context)
    # A file is read to its end first: a bad line is found before any work.
    questions = _batch(batch) if batch else None
    assistant = ready_assistant(settings_of(context, docs, store))
    if questions is not None:
        for asked in questions:
            print_line({"id": asked.id} | _answer_json(assistant, asked, lang, as_of))
        return
    if as_json:
        print_json(assistant.ask(question or "", language=lang, as_of=as_of).as_json())
    else:
        from assistant.answer_text import answer_text

        print_result(answer_text(_streamed(assistant.stream(question or "", (), lang, as_of))))


@app.command()
def compare(
    context: typer.Context,
    topic: Annotated[
        str,
        typer.Argument(
            metavar="TOPIC",
            help="trade, investment, security, transport, culture, or your own words.",
        ),
    ],
    as_json: Json = False,
    lang: Lang = None,
    docs: Docs = None,
    store: Store = None,
) -> None:
    """Set side by side what the articles say on a topic of each partner."""
    from assistant.compare_text import comparison_text

    comparison = ready_assistant(settings_of(context, docs, store)).compare(topic, lang)
    if as_json:
        print_json(comparison.as_json())
    else:
        print_result(comparison_text(comparison))


@app.command()
def chat(context: typer.Context, lang: Lang = None, docs: Docs = None, store: Store = None) -> None:
    """Hold a conversation in the terminal: /new begins another, /exit ends it."""
    from assistant.answer_text import answer_text

    assistant = ready_assistant(settings_of(context, docs, store))
    note("/new begins another conversation, /exit ends it.")
    history: list[Turn] = []
    while (line := read_line()) is not None:
        question = line.strip()
        if question == "/exit":
            return
        if question == "/new":
            history.clear()
        elif question:
            try:
                answer = _streamed(assistant.stream(question, history, lang))
            except (AssistantError, IndexingError) as error:
                note(str(error))
                continue
            print_result(answer_text(answer).append("\n"))
            history += [Turn("user", question), Turn("assistant", answer.text)]


def _streamed(events: "Iterator[Event]") -> "Answer":
    """The answer; at a terminal what a language model writes is shown on stderr as it comes."""
    from assistant.answer_text import article_line
    from assistant.written import Finished, Found, Settled, Token

    for event in events:
        if isinstance(event, Finished):
            return event.answer
        if not sys.stderr.isatty():
            continue
        if isinstance(event, Found) and event.answer.answered:
            articles = {found.article.id: found.article for found in event.answer.passages}
            note("\n".join(map(article_line, articles.values())))
        elif isinstance(event, Token):
            sys.stderr.write(event.text)
            sys.stderr.flush()
        elif isinstance(event, Settled):
            note("")
    raise AssertionError("a stream ends with Finished")


@app.command(name="eval")
def evaluate(
    context: typer.Context,
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Questions with evidence.")],
    misses: Annotated[bool, typer.Option("--misses", help="List what failed.")] = False,
    as_json: Json = False,
    docs: Docs = None,
    store: Store = None,
) -> None:
    """Score the answers to questions whose evidence is known, by language and kind."""
    from assistant import evaluation

    questions = evaluation.read_gold(gold)
    settings = settings_of(context, docs, store)
    assistant = ready_assistant(settings)
    corpus = evaluation.read_corpus(settings.docs)
    graded = []
    with progress_bar() as progress:
        for done, question in enumerate(questions):
            progress(done, len(questions), "asking")
            answer = _answer_json(assistant, question.asked, None)
            grades = evaluation.grade(question, answer, corpus)
            graded.append(evaluation.GradedQuestion(question, answer, grades))
    report = evaluation.report(graded)
    if as_json:
        print_json(report)
        return
    print_table([{"": name} | rates for name, rates in report.items()])
    if misses:
        missed = [(item.gold.asked, item.misses) for item in graded if item.misses]
        typer.echo()
        print_table(
            [{"id": q.id, "missed": " ".join(why), "question": q.question} for q, why in missed]
        )


@app.command()
def mcp(context: typer.Context, docs: Docs = None, store: Store = None) -> None:
    """Serve the assistant as tools on standard input and output (MCP)."""
    from assistant.mcp_server import serve

    serve(ready_assistant(settings_of(context, docs, store)))


@app.command()
def ui(context: typer.Context, docs: Docs = None, store: Store = None) -> None:
    """Open the chat in the browser, as `python ui.py` does."""
    import runpy

    settings = settings_of(context, docs, store)
    os.environ["MULTIVECTOR_DOCS"] = str(settings.docs)
    os.environ["MULTIVECTOR_STORE"] = str(settings.store)
    # Imports go one way, so the page is started as the program that it is.
    runpy.run_module("ui", run_name="__main__", alter_sys=True)


@app.command()
def doctor(context: typer.Context, docs: Docs = None, store: Store = None) -> None:
    """Check the set-up; says the fix for each fault."""
    from assistant.doctor import examine

    sound = True
    for finding in examine(settings_of(context, docs, store)):
        sound &= not finding.fault
        typer.echo(f"{'fault' if finding.fault else 'ok':5}  {finding.subject}: {finding.found}")
    if not sound:
        raise typer.Exit(1)


for command in (article_commands.add, article_commands.remove, article_commands.changes):
    app.command()(command)


def _batch(file: Path) -> Iterator[BatchQuestion] | list[BatchQuestion]:
    if str(file) == "-":
        return parse_questions(sys.stdin.buffer, "standard input")
    return read_questions(file)


def _answer_json(
    assistant: "Assistant",
    asked: BatchQuestion,
    language: Language | None,
    as_of: str | None = None,
) -> dict[str, Any]:
    try:
        answer = assistant.ask(asked.question, asked.history, language, as_of)
    except AssistantError as error:
        raise AssistantError(f"{asked.place}: {error}") from None
    return answer.as_json()


def _fail(message: str) -> None:
    note(f"multivector: {' '.join(message.split())}")
    sys.exit(1)
