// The partners side by side: a topic is chosen, and the server's comparison shown.
window.multivectorVectors = (() => {
  const root = document.documentElement;
  const find = (selector) => document.querySelector(`.vectors ${selector}`);
  const opens = () => document.querySelector("[data-do=vectors]");

  let server;
  let turn = 0;

  async function choose(topic) {
    const words = topic.trim();
    if (!words || !server) return;
    const mine = ++turn;
    const place = find(".comparison");
    for (const chip of document.querySelectorAll(".topic")) {
      chip.setAttribute("aria-pressed", chip.dataset.topic === words);
    }
    if (find(`.topic[data-topic="${CSS.escape(words)}"]`)) find("#own-topic").value = "";
    place.innerHTML = find(".comparing").innerHTML;
    let html;
    try {
      html = await server.compare(words);
      if (html === undefined) throw new Error("no answer");
    } catch {
      html = find(".failed").innerHTML;
    }
    if (mine === turn) place.innerHTML = html;
  }

  function show(open) {
    root.toggleAttribute("data-vectors", open);
    opens()?.setAttribute("aria-pressed", open);
    if (!open) return;
    translate();
    if (!find(".topic[aria-pressed=true]") && !find("#own-topic").value) choose("trade");
    find("#vectors-title").focus({ preventScroll: true });
  }

  function translate() {
    const input = find("#own-topic");
    if (input) input.placeholder = input.getAttribute(`data-placeholder-${root.dataset.language}`);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.dataset.do === "vectors") show(!root.hasAttribute("data-vectors"));
    else if (button.dataset.do === "new") show(false);
    else if (button.dataset.topic) choose(button.dataset.topic);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".own")) return;
    event.preventDefault();
    choose(find("#own-topic").value);
  });
  new MutationObserver(translate).observe(root, { attributeFilter: ["data-language"] });

  return { mount: (functions) => { server = functions; translate(); opens()?.setAttribute("aria-pressed", false); } };
})();
