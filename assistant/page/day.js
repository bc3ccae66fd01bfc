// The day that a question is answered of: three lists, in the words and the order of the language.
window.multivectorDay = (() => {
  const settings = window.multivectorSettings;
  const ORDER = { kk: ["year", "day", "month"] };
  const FIRST_YEAR = 1991;
  const list = (name) => document.querySelector(`.as-of [name=${name}]`);
  const chosen = (name) => list(name).value;
  const today = () => new Date();

  function fill(name, words) {
    const value = chosen(name);
    const options = words.map(([number, word]) => new Option(word, number));
    list(name).replaceChildren(...options);
    list(name).value = words.some(([number]) => number === value) ? value : "";
  }

  // The words of the language, and no day that the month does not have.
  function write() {
    const language = document.documentElement.dataset.language;
    const parts = settings.dateParts[language];
    const two = (number) => String(number).padStart(2, "0");
    const year = today().getFullYear();
    const years = Array.from({ length: year - FIRST_YEAR + 1 }, (_, i) => String(year - i));
    fill("year", [["", parts.year], ...years.map((one) => [one, one])]);
    const days = new Date(chosen("year") || 2000, chosen("month") || 1, 0).getDate();
    const last = chosen("day") > two(days);
    fill("day", [["", parts.day], ...Array.from({ length: days }, (_, i) => [two(i + 1), i + 1])]);
    if (last) list("day").value = two(days);
    const months = (chosen("day") ? settings.months : settings.monthNames)[language];
    fill("month", [["", parts.month], ...months.map((word, i) => [two(i + 1), word])]);
    for (const name of ORDER[language] ?? ["day", "month", "year"]) {
      list(name).parentElement.parentElement.append(list(name).parentElement);
    }
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches(".as-of select")) return;
    // What is left open is that of today.
    if (chosen("day") && !chosen("month")) list("month").value = String(today().getMonth() + 1).padStart(2, "0");
    if (chosen("month") && !chosen("year")) list("year").value = today().getFullYear();
    write();
    event.target.focus();
  });

  return {
    write,
    value: () => ["year", "month", "day"].map(chosen).filter(Boolean).join("-"),
    clear: () => { for (const name of ["year", "month", "day"]) list(name).value = ""; write(); },
    focus: () => document.querySelector(".as-of select").focus(),
  };
})();
