// The list of articles: adding, correcting, replacing, removing; what runs on is asked about.
window.multivectorArticles = (() => {
  const find = (selector) => document.querySelector(`.pane ${selector}`);
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const POLL = 400;

  const PASSWORD = "multivector-administrator";  // kept until the tab is closed
  const edit = async (request) => {
    const html = await server.edit({ ...request, password: sessionStorage.getItem(PASSWORD) ?? "" });
    if (html === undefined) throw new Error("no answer");
    return html;
  };

  let server;
  let open = () => {};
  let shelf = { do: "shelf" };  // with the words looked for
  let resume = null;  // the request that brings an unfinished draft or change back
  let waiting = [];  // files dropped together are read one after another
  let showing = false;
  let turn = 0;

  // What the server says takes the place of the list, unless something else was opened meanwhile.
  async function show(request = resume ?? shelf, focus = null) {
    const mine = ++turn;
    showing = true;
    let html;
    try {
      html = await edit(request);
    } catch {
      html = find(".unopened").innerHTML;
    }
    if (mine !== turn || !showing) return;
    const content = find(".content");
    content.innerHTML = html;
    content.scrollTop = 0;
    const job = content.querySelector(".job")?.dataset.job;
    const draft = content.querySelector(".draft")?.dataset.draft;
    if (job) resume = { do: "progress", job };
    else if (draft) resume = { do: "check", draft };
    else if (!content.querySelector(".outcome")) resume = null;
    const wrong = content.querySelector("[aria-invalid]") ?? (content.querySelector(".wrong") && heading(content));
    if (focus) (wrong ?? content.querySelector(focus))?.focus();
    if (job) follow(job);
  }

  const heading = (content) => content.querySelector("h2");

  // Only the figures change while a change runs; what came of it takes the place of all.
  async function follow(job) {
    const mine = turn;
    while (mine === turn && showing) {
      await pause(POLL);
      const html = await edit({ do: "progress", job }).catch(() => null);
      if (html === null) continue;
      if (mine !== turn || !showing) return;
      const next = document.createElement("div");
      next.innerHTML = html;
      if (!next.querySelector(".job")) {
        // Whoever types a question meanwhile goes on typing.
        await show({ do: "progress", job }, document.activeElement.closest(".pane") && "h2");
        return resume || !waiting.length ? undefined : take([]);
      }
      const now = find(".job progress");
      const then = next.querySelector("progress");
      for (const name of ["value", "max"]) {
        if (then.hasAttribute(name)) now.setAttribute(name, then.getAttribute(name));
        else now.removeAttribute(name);
      }
      find(".job .count").textContent = next.querySelector(".count").textContent;
      const step = next.querySelector("[role=status]").innerHTML;
      if (find(".job [role=status]").innerHTML !== step) find(".job [role=status]").innerHTML = step;
    }
  }

  // Reading a file or an address

  let replaces = "";

  function busy(on) {
    const form = find("form.source");
    if (!form) return;
    form.querySelector(".busy").hidden = !on;
    for (const control of form.querySelectorAll("input, button")) control.disabled = on;
  }

  async function read(source) {
    busy(true);
    const request = { do: "read", replaces, ...source };
    replaces = "";
    await show(request, "h2");
    busy(false);
  }

  async function take(files) {
    waiting.push(...files);
    if (resume || !waiting.length) return;
    const file = waiting.shift();
    await read({ name: file.name, data: await base64(file) });
  }

  function base64(file) {
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
      reader.onerror = () => resolve(null);
      reader.readAsDataURL(file);
    });
  }

  function fields(form) {
    return Object.fromEntries(new FormData(form).entries());
  }

  // A corrected field changes what the draft would be; the fields stay under the user's hands.
  async function check(form, changed = {}) {
    const html = await edit({
      do: "check", draft: form.dataset.draft, fields: { ...fields(form), ...changed },
    }).catch(() => null);
    const next = document.createElement("div");
    next.innerHTML = html ?? "";
    if (!form.isConnected) return;
    const facts = next.querySelector(".facts");
    if (!facts) return show(shelf, "h2");
    form.querySelector(".facts").innerHTML = facts.innerHTML;
    form.querySelector("[data-act=put]").innerHTML = next.querySelector("[data-act=put]").innerHTML;
    for (const input of form.elements) {
      const known = input.name && next.querySelector(`[name="${input.name}"]`);
      if (!known) continue;
      if (input !== document.activeElement) input.value = known.value;
      input.toggleAttribute("aria-invalid", false);
      if (known.hasAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
      const [said, says] = [input, known].map((control) => control.parentElement.querySelector(".fault"));
      if (said.innerHTML !== says.innerHTML) said.innerHTML = says.innerHTML;
    }
  }

  const actions = {
    cancel: () => finish(),
    done: () => finish(),
    undo: (button) => show({ do: "undo", undo: button.dataset.undo }, "h2"),
    ask: (button) => {
      const row = button.closest("li");
      if (row.querySelector("span.sure")) return;
      row.append(find("template.sure").content.cloneNode(true));
      row.classList.add("asked");
      row.querySelector("[data-act=keep]").focus();
    },
    keep: (button) => {
      const row = button.closest("li");
      row.querySelector("span.sure").remove();
      row.classList.remove("asked");
      row.querySelector("[data-act=ask]").focus();
    },
    remove: (button) => show({ do: "remove", article: button.closest("li").dataset.id }, "h2"),
    replace: (button) => {
      const form = find("form.source");
      replaces = button.dataset.id;
      form.querySelector(".replacing").hidden = false;
      form.querySelector(".replacing b").textContent = button.closest("li").querySelector(".link").textContent;
      form.closest("details").open = true;
      form.scrollIntoView({ block: "center" });
      form.querySelector("[type=file]").focus();
    },
    "replace-that": (button) => check(button.form, { id: button.dataset.id }),
  };

  async function finish() {
    resume = null;
    if (waiting.length) await take([]);
    else await show(shelf, "h2");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-act]");
    if (button) actions[button.dataset.act]?.(button);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".source, .draft, .unlock")) return;
    event.preventDefault();
    const form = event.target;
    if (form.matches(".unlock")) {
      sessionStorage.setItem(PASSWORD, form.elements.password.value);
      show(shelf, "h2");
      return;
    }
    if (form.matches(".source")) read({ url: form.elements.url.value });
    else show({ do: "put", draft: form.dataset.draft, fields: fields(form) }, "h2");
  });

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.dataset.act === "file") take(input.files);
    else if (input.form?.matches(".draft")) check(input.form);
  });

  let typing;
  document.addEventListener("input", (event) => {
    if (event.target.dataset.act !== "find") return;
    clearTimeout(typing);
    typing = setTimeout(async () => {
      shelf = { do: "shelf", find: event.target.value };
      await show(shelf);
      const input = find("[data-act=find]");
      input?.focus();
      input?.setSelectionRange(input.value.length, input.value.length);
    }, 250);
  });

  // A file may be dropped anywhere on the page.
  const brings = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    document.documentElement.setAttribute("data-dropping", "");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.documentElement.removeAttribute("data-dropping");
  });
  document.addEventListener("drop", (event) => {
    document.documentElement.removeAttribute("data-dropping");
    if (!brings(event)) return;
    event.preventDefault();
    if (!showing) open();
    take(event.dataTransfer.files);
  });

  return {
    mount: (functions, opens) => { server = functions; open = opens; },
    show: () => show(),
    leave: () => { showing = false; turn += 1; },
  };
})();
