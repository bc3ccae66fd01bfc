// Keeping: earlier conversations in this browser, files, copies, links, and what is thought of an answer.
window.multivectorKeeping = (() => {
  const STORE = "multivector.conversations";
  const MOST = 20;
  const find = (selector) => document.querySelector(selector);
  const words = (name) => find(`template.said-${name}`).innerHTML;
  const turns = () => [...document.querySelectorAll(".turn[data-kept]")];
  const fresh = () => `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;

  let server;
  let send = () => {};
  let current = fresh();
  let expected = 0;  // turns of a conversation that is being opened

  // A browser that keeps nothing (private mode) must not stop the page.
  function read() {
    try { return JSON.parse(localStorage.getItem(STORE)) ?? []; } catch { return []; }
  }
  function write(conversations) {
    try { localStorage.setItem(STORE, JSON.stringify(conversations.slice(0, MOST))); } catch { /* not kept */ }
  }

  function keep() {
    const kept = turns().map((turn) => JSON.parse(turn.dataset.kept));
    if (!kept.length || kept.length < expected) return;
    expected = 0;
    const others = read().filter((one) => one.id !== current);
    write([{ id: current, at: Date.now(), turns: kept }, ...others]);
  }

  function list() {
    const place = find(".recent");
    if (!place) return;
    const conversations = read();
    place.hidden = !conversations.length;
    // Browsers do not know the Kazakh months.
    const months = window.multivectorSettings.months[document.documentElement.dataset.language];
    const written = (at) => `${new Date(at).getDate()} ${months[new Date(at).getMonth()]}`;
    place.querySelector("[data-keep=forget]").innerHTML = words("forget");
    place.querySelector("ul").replaceChildren(...conversations.map((one) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.conversation = one.id;
      button.textContent = one.turns[0].question;
      const day = document.createElement("span");
      day.textContent = written(one.at);
      const drop = find("template.forget-one").content.firstElementChild.cloneNode(true);
      drop.dataset.drop = one.id;
      row.append(button, day, drop);
      return row;
    }));
  }

  function open(id) {
    const one = read().find((kept) => kept.id === id);
    if (!one) return;
    current = id;
    expected = one.turns.length;
    send("select", { turns: one.turns, conversation: window.multivector.renew() });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https the clipboard is reached the old way.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  async function save(format) {
    find("details.save").open = false;
    const file = await server.save({ format, turns: turns().map((turn) => JSON.parse(turn.dataset.kept)) });
    if (!file) return;
    const bytes = Uint8Array.from(atob(file.data), (letter) => letter.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    link.download = file.name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async function rate(turn, good, reasons = [], said = "") {
    const kept = JSON.parse(turn.dataset.kept);
    const noted = await server.rate({ kept, good, reasons, words: said }).catch(() => false);
    turn.querySelector("form.why")?.remove();
    for (const name of ["good", "bad"]) {
      turn.querySelector(`[data-keep=${name}]`).setAttribute("aria-pressed", noted && (name === "good") === good);
    }
    say(turn, noted ? "thanks" : "not_noted");
  }

  const say = (turn, name) => { turn.querySelector(".actions .outcome").innerHTML = words(name); };
  const address = (turn) => `${location.origin}${location.pathname}#q=${encodeURIComponent(JSON.parse(turn.dataset.kept).understood)}`;

  const actions = {
    copy: async (turn) => { await copy(turn.dataset.copy); say(turn, "copied"); },
    link: async (turn) => { await copy(address(turn)); say(turn, "copied"); },
    good: (turn) => rate(turn, true),
    bad: (turn) => {
      if (turn.querySelector("form.why")) return turn.querySelector("form.why").remove();
      turn.querySelector(".actions").after(find("template.why").content.cloneNode(true));
      turn.querySelector("form.why").scrollIntoView({ block: "nearest" });
      turn.querySelector("form.why input").focus({ preventScroll: true });
    },
    forget: (_, button) => {
      // The first click asks whether it is meant, the second does it.
      if (button.dataset.sure !== "yes") {
        button.dataset.sure = "yes";
        button.innerHTML = words("forget_really");
        return;
      }
      button.dataset.sure = "";
      write([]);
      list();
      find("#question").focus();
    },
  };

  document.addEventListener("click", (event) => {
    const menu = find("details.save[open]");
    if (menu && !event.target.closest?.("details.save")) menu.open = false;
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.dataset.keep in actions) actions[button.dataset.keep](button.closest(".turn"), button);
    else if (button.dataset.save) save(button.dataset.save);
    else if (button.dataset.conversation) open(button.dataset.conversation);
    else if (button.dataset.drop) { write(read().filter((one) => one.id !== button.dataset.drop)); list(); }
    else if (button.dataset.do === "new") { current = fresh(); expected = 0; list(); }
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.why")) return;
    event.preventDefault();
    const reasons = [...event.target.querySelectorAll("input:checked")].map((input) => input.name);
    rate(event.target.closest(".turn"), false, reasons, event.target.querySelector("textarea").value);
  });
  new MutationObserver(list).observe(document.documentElement, { attributeFilter: ["data-language"] });

  return {
    mount: (functions, trigger) => {
      server = functions;
      send = trigger;
      list();
      new MutationObserver(keep).observe(find("#conversation"), { childList: true, subtree: true });
    },
    // The question that the page's address brings: a link to an answer asks it again.
    brought: () => new URLSearchParams(location.hash.slice(1)).get("q") ?? "",
  };
})();
