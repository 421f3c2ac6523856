// Ctrl-K or Cmd-K opens one field for going anywhere: a place by its name, a ticket by its id, and
// a search for any words. g and a letter goes to a place at once.
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog || !dialog.showModal) return;
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const none = dialog.querySelector("[data-none]");
  const { search, ticket } = dialog.dataset;
  const places = [...document.querySelectorAll(".top nav a")].map((a) => ({
    text: a.firstChild.textContent.trim(), to: a.getAttribute("href"),
  }));
  const go = {
    i: "/inbox/", t: "/tickets/", b: "/board/", m: "/matrix/", f: "/fleet/", c: "/certificates/",
    h: "/channels/", o: "/contract/", n: "/numbers/", u: "/check/",
    p: "/portal/", r: "/portal/report/", s: "/portal/stacks/",
  };
  let options = [], at = 0, waits = 0;
  const found = (words) => {
    const lower = words.toLowerCase();
    const rows = places.filter((p) => p.text.toLowerCase().includes(lower));
    const id = words.match(/^(?:t-?)?(\d{1,12})$/i);
    if (id && ticket) rows.unshift({ text: `T-${id[1]}`, to: ticket.replace("T-0", `T-${id[1]}`) });
    if (words && search) {
      const text = list.dataset.words.replace("#", words);
      rows.push({ text, to: `${search}?q=${encodeURIComponent(words)}` });
    }
    return rows;
  };
  const mark = () => {
    [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
    const here = list.children[at];
    if (here) { field.setAttribute("aria-activedescendant", here.id); here.scrollIntoView({ block: "nearest" }); }
    else field.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    options = found(field.value.trim());
    at = 0;
    list.replaceChildren(...options.map((option, i) => {
      const li = document.createElement("li");
      li.id = `palette-${i}`;
      li.setAttribute("role", "option");
      li.textContent = option.text;
      li.addEventListener("click", () => location.assign(option.to));
      return li;
    }));
    none.hidden = options.length > 0;
    mark();
  };
  const show = () => { field.value = ""; draw(); dialog.showModal(); field.focus(); };
  field.addEventListener("input", draw);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) { event.preventDefault(); at = (at + step + options.length) % options.length; mark(); }
    if (event.key === "Enter" && options[at]) { event.preventDefault(); location.assign(options[at].to); }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      if (document.querySelector("dialog[open]:not(#palette)")) return;
      event.preventDefault();
      if (dialog.open) dialog.close(); else show();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "g") { waits = event.timeStamp; return; }
    const place = waits && event.timeStamp - waits < 1500 && go[event.key];
    waits = 0;
    const link = place && places.find((p) => p.to.startsWith(place));
    if (link) { event.preventDefault(); event.stopImmediatePropagation(); location.assign(link.to); }
  }, true);
  const opener = document.getElementById("palette-open");
  opener.hidden = false;
  opener.addEventListener("click", show);
})();
