import pytest

from assistant.dates import by_date


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", ["По данным от 3 февраля 2026 года", "В статье от ноября 2025 года",
                "В статье от 2024 года"]),
        ("kk", ["2026 жылғы 3 ақпандағы дерек бойынша", "2025 жылғы қарашадағы мақалада",
                "2024 жылғы мақалада"]),
        ("en", ["As of 3 February 2026", "In the article of November 2025",
                "In the article of 2024"]),
    ],
)  # fmt: skip
def test_values_are_introduced_by_their_dates(language, expected):
    assert by_date(["2026-02-03", "2025-11", "2024"], language) == expected
