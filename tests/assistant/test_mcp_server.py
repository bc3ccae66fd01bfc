import asyncio
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

mcp = pytest.importorskip("mcp", reason="needs the mcp extra (make test installs it)")

from mcp.client.stdio import stdio_client  # noqa: E402

ROOT = Path(__file__).parents[2]
QUESTION = "На какую сумму подписаны соглашения в Вашингтоне?"


def test_a_client_asks_searches_and_lists(indexed):
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-c", "from assistant.cli import main; main()", "--docs", str(indexed.docs),
              "--store", str(indexed.store), "mcp"],
        cwd=str(ROOT),
        env=dict(os.environ),
    )  # fmt: skip

    async def talk():
        async with stdio_client(command) as streams, mcp.ClientSession(*streams) as session:
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            asked = await session.call_tool("ask", {"question": QUESTION})
            found = await session.call_tool("search", {"query": "уран", "limit": 2})
            listed = await session.call_tool("articles", {})
            refused = await session.call_tool("ask", {"question": " "})
            return tools, asked, found, listed, refused

    tools, asked, found, listed, refused = (
        ThreadPoolExecutor(1).submit(asyncio.run, talk()).result()
    )
    assert set(tools) == {"ask", "search", "articles"}
    assert "citations" in tools["ask"].description
    answer = json.loads(asked.content[0].text)
    assert answer["answered"]
    assert "17,2 млрд" in answer["citations"][0]["quote"]
    passages = json.loads(found.content[0].text)["passages"]
    assert len(passages) == 2
    assert "уран" in passages[0]["text"]
    assert json.loads(listed.content[0].text)["articles"][0]["publisher"] == "Kazinform"
    assert refused.is_error
    assert "question is empty" in refused.content[0].text
