// The page's behaviour: language, theme, asking, and opening articles at a citation.
window.multivector = (() => {
  const settings = window.multivectorSettings;
  const articles = window.multivectorArticles;
  const day = window.multivectorDay;
  const root = document.documentElement;
  const phone = window.matchMedia("(max-width: 860px)");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const find = (selector) => document.querySelector(selector);
  const keep = {
    // A browser that keeps nothing (private mode) must not stop the page.
    get: (name) => { try { return localStorage.getItem(`multivector.${name}`); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(`multivector.${name}`, value); } catch { /* not kept */ } },
  };

  // Language and theme

  function setLanguage(language) {
    root.lang = root.dataset.language = language;
    for (const button of document.querySelectorAll("[data-language][aria-label]")) {
      button.setAttribute("aria-pressed", button.dataset.language === language);
    }
    const input = find("#question");
    if (!input) return;
    input.placeholder = settings.placeholders[language];
    day.write();
  }

  function firstLanguage() {
    const known = Object.keys(settings.placeholders);
    const wanted = [keep.get("language"), settings.language,
      ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
    return wanted.find((language) => known.includes(language)) ?? "en";
  }

  function setTheme() {
    root.dataset.theme = keep.get("theme") ?? (dark.matches ? "dark" : "light");
  }

  // Asking

  let send = () => {};
  const WATCHED = 2000;  // milliseconds between two looks whether the program is still there
  let sent = { question: "", number: 0 };
  let conversation = 0;  // counts them: what comes late of an earlier one is not shown
  let place = {};  // of the question that is being corrected: its number, and whether it stands alone
  const busy = () => find(".turn.pending") !== null;
  const allTurns = () => [...document.querySelectorAll("#conversation .turn")];

  function ask(question) {
    if (!question.trim() || busy()) return;
    sent = { question, asOf: day.value(), number: sent.number + 1, conversation, ...place };
    scrolled = false;
    standIn("asked");
    send("submit", sent);
    watch(sent);
    write("");
    correct(null);
  }

  // The question is shown at once; what the server sends takes its place.
  function standIn(name) {
    const turn = find(`.composer ~ template.${name}`).content.firstElementChild.cloneNode(true);
    turn.querySelector(".question").textContent = sent.question;
    put([turn], sent.at ?? allTurns().filter((one) => !one.matches(".pending, .lost")).length);
  }

  async function watch(question) {
    while (question === sent && busy()) {
      await new Promise((resolve) => setTimeout(resolve, WATCHED));
      if (question !== sent || !busy()) return;
      try {
        await fetch("healthz", { cache: "no-store" });
      } catch {
        standIn("lost");
        return;
      }
    }
  }

  // A conversation that has not begun yet, and its number.
  function renew() {
    sent = { ...sent, question: "" };
    return ++conversation;
  }

  // A question that is corrected is asked again in its place.
  function correct(turn, question = "", alone = false) {
    place = turn ? { at: allTurns().indexOf(turn), alone } : {};
    find(".editing").hidden = !turn;
    if (!turn) return;
    write(question);
    find("#question").focus();
  }

  function correctLast() {
    const turn = allTurns().pop();
    if (!turn) return;
    // What is shown of a long question is cut.
    const kept = turn.dataset.kept ? JSON.parse(turn.dataset.kept).question : sent.question;
    correct(turn, kept || turn.querySelector(".question").textContent);
  }

  function write(question) {
    const input = find("#question");
    input.value = question;
    keepDraft(question);
    fit(input);
  }

  // What is typed outlives a page that is loaded anew.
  function keepDraft(question) {
    try { sessionStorage.setItem("multivector.draft", question); } catch { /* not kept */ }
  }

  function draft() {
    try { return sessionStorage.getItem("multivector.draft") ?? ""; } catch { return ""; }
  }

  function fit(input) {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 200)}px`;
  }

  function chooseDay(open) {
    // A day that is set stays in sight.
    find(".as-of").hidden = !open && !day.value();
    find("[data-do=as-of]").setAttribute("aria-expanded", !find(".as-of").hidden);
    (open || day.value() ? day : find("#question")).focus();
  }

  // The server sends the turns that changed; the others stay as they are.
  let known = "";
  let scrolled = false;  // since the question was sent, by the reader

  function receive(element) {
    const news = element.querySelector("pre[data-at]");
    if (!news || news.outerHTML === known) return;
    known = news.outerHTML;
    const { at, of } = news.dataset;
    if (Number(news.dataset.conversation) !== conversation) return;
    const parsed = document.createElement("template");
    parsed.innerHTML = news.textContent;
    put([...parsed.content.children], Number(at), Number(of));
  }

  function put(fresh, at, of = Math.max(allTurns().length, at + 1)) {
    const now = allTurns();
    const wasBusy = busy();
    fresh.forEach((turn, i) => {
      const old = now[at + i];
      if (old) old.replaceWith(turn);
      else find(".greeting").parentElement.append(turn);
    });
    for (const turn of allTurns().slice(of)) turn.remove();
    root.dataset.turns = of;
    root.toggleAttribute("data-busy", busy());
    const last = fresh[fresh.length - 1];
    // A question that was refused is given back to be mended.
    if (wasBusy && last?.querySelector(".fault") && !find("#question").value) write(sent.question);
    if (last && wasBusy !== busy() && !(wasBusy && scrolled) || fresh.length > 1) {
      last.scrollIntoView({ block: "start", behavior: calm(fresh.length > 1 ? "auto" : "smooth") });
    }
  }

  function watchTurns(element) {
    const conversation = find("#conversation");
    for (const name of ["wheel", "touchmove"]) {
      conversation.addEventListener(name, () => { scrolled = true; }, { passive: true });
    }
    new MutationObserver(() => receive(element)).observe(element, {
      attributes: true, characterData: true, childList: true, subtree: true,
    });
    root.dataset.turns = 0;
    receive(element);
  }

  // Reading

  let server;
  let opener = null;
  let round = [];
  let shown = "";
  const calm = (behavior) =>
    window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : behavior;
  const span = (button) => [Number(button.dataset.start), Number(button.dataset.end)];

  async function load(request) {
    const content = find(".pane .content");
    const key = JSON.stringify(request);
    if (key === shown) return true;
    articles.leave();
    try {
      const html = await server.read(request);
      if (html === undefined) throw new Error("no answer");
      content.innerHTML = html;
      content.scrollTop = 0;
      shown = key;
      return true;
    } catch {
      content.innerHTML = find(".pane .unopened").innerHTML;
      shown = "";
      return false;
    }
  }

  async function openAt(button) {
    const { article, revision } = button.dataset;
    const kind = button.classList.contains("chip") ? "chip" : "passage";
    const group = [...(button.closest(".turn, .changes, .comparison")?.querySelectorAll(`.${kind}`) ?? [])];
    round = group.includes(button) ? group : [];
    opener = button;
    const spans = group.filter((one) => one.dataset.article === article).map(span);
    showPane();
    if (!(await load({ article, revision, spans })) || opener !== button) return;
    const [start, end] = span(button);
    let first = null;
    for (const mark of find(".pane .content").querySelectorAll("mark")) {
      const active = Number(mark.dataset.start) >= start && Number(mark.dataset.end) <= end;
      mark.classList.toggle("active", active);
      if (active && !first) first = mark;
    }
    for (const chip of document.querySelectorAll("[aria-current]")) chip.removeAttribute("aria-current");
    if (round.length) button.setAttribute("aria-current", "true");
    find(".pane .section").textContent = sectionOf(first);
    find(".pane .position").textContent = round.length ? `${round.indexOf(button) + 1} / ${round.length}` : "";
    root.toggleAttribute("data-round", round.length > 1);
    const target = first ?? find(".pane .content h2");
    if (!target) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: first ? "center" : "start", behavior: calm("auto") });
  }

  // The heading that a mark stands under, for the bar: the heading itself may be screens away.
  function sectionOf(mark) {
    const before = (heading) =>
      heading.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING;
    const headings = [...find(".pane .content").querySelectorAll(".text h3")];
    return (mark && headings.filter(before).pop()?.innerText) || "";
  }

  function step(by) {
    const at = round.indexOf(opener);
    if (at >= 0) openAt(round[(at + by + round.length) % round.length]);
  }

  function showPane() {
    root.setAttribute("data-reading", "");
    if (!phone.matches) return;
    const pane = find(".pane");
    pane.setAttribute("role", "dialog");
    pane.setAttribute("aria-modal", "true");
    find("#chat").inert = true;
    // The phone's own "back" closes the sheet instead of leaving the page.
    if (!history.state?.reading) history.pushState({ ...history.state, reading: true }, "");
    find(".pane [data-do=close]").focus();
  }

  function hidePane() {
    if (!root.hasAttribute("data-reading")) return;
    root.removeAttribute("data-reading");
    root.removeAttribute("data-round");
    const pane = find(".pane");
    pane.removeAttribute("role");
    pane.removeAttribute("aria-modal");
    find("#chat").inert = false;
    if (history.state?.reading) history.back();
    opener?.removeAttribute("aria-current");
    (opener?.isConnected ? opener : find("#question")).focus({ preventScroll: true });
    round = [];
    opener = null;
    if (!phone.matches) shelf();
  }

  function shelf() {
    find(".pane .position").textContent = find(".pane .section").textContent = "";
    shown = "";
    articles.show();
  }

  // What each button does

  const actions = {
    stop: () => send("stop", sent),
    new: () => {
      hidePane();
      correct(null);
      if (busy()) actions.stop();
      renew();
      put([], 0, 0);
      find("#question").focus();
    },
    leave: () => { correct(null); write(""); find("#question").focus(); },
    "as-of": () => chooseDay(find(".as-of").hidden),
    "any-day": () => { day.clear(); chooseDay(false); },
    theme: () => {
      keep.set("theme", root.dataset.theme === "dark" ? "light" : "dark");
      setTheme();
    },
    shelf: () => { opener = find("[data-do=shelf]"); round = []; showPane(); shelf(); },
    close: hidePane,
    previous: () => step(-1),
    next: () => step(1),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    const { article, ask: question, edit, language } = button.dataset;
    if (button.dataset.do in actions) actions[button.dataset.do]();
    else if (article) openAt(button);
    else if (question) ask(question);
    else if (edit) correct(button.closest(".turn"), edit, true);
    else if (language) { keep.set("language", language); setLanguage(language); }
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const input = event.target.id === "question" ? event.target : null;
    if (event.key === "Escape") {
      const menu = find("details.save[open]");
      if (menu) { menu.open = false; menu.firstElementChild.focus(); }
      else if (busy()) actions.stop();
      else if (!find(".editing").hidden) actions.leave();
      else hidePane();
    } else if (input && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      ask(input.value);
    } else if (input && event.key === "ArrowUp" && !input.value && !busy()) {
      event.preventDefault();
      correctLast();
    } else if (!input && round.length > 1 && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      event.preventDefault();
      step(event.key === "ArrowRight" ? 1 : -1);
    }
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".composer")) return;
    event.preventDefault();
    ask(find("#question").value);
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "question") return;
    fit(event.target);
    keepDraft(event.target.value);
  });
  window.addEventListener("popstate", hidePane);
  dark.addEventListener("change", setTheme);

  setTheme();
  setLanguage(firstLanguage());

  // Called as each part of the page is mounted.
  return {
    header: () => setLanguage(root.dataset.language),
    composer: (trigger) => {
      send = trigger;
      setLanguage(root.dataset.language);
      if (!phone.matches) find("#question").focus();
      if (draft()) write(draft());
      ask(window.multivectorKeeping.brought());
    },
    turns: watchTurns,
    renew,
    pane: (functions) => {
      server = functions;
      articles.mount(functions, () => { if (phone.matches) actions.shelf(); else hidePane(); });
      if (!phone.matches) shelf();
    },
  };
})();
