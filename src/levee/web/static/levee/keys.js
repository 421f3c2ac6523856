// j and k walk the rows of a list, / goes to the search field, ? shows the keys. Everything that
// they reach is reached by Tab, too.
(() => {
  const dialog = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  if (!dialog || !dialog.showModal) return;
  const show = () => { if (!dialog.open) dialog.showModal(); };
  const typing = (at) => at.closest("input, textarea, select, [contenteditable]");
  const walk = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
    const link = rows[Math.min(Math.max(next, 0), rows.length - 1)].querySelector("a");
    if (link) link.focus();
  };
  const find = () => {
    const field = document.querySelector("[data-find]");
    if (field) { field.focus(); field.select(); } else location.assign(`${dialog.dataset.search}#q`);
  };
  const acts = { j: () => walk(1), k: () => walk(-1), "/": find, "?": show };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  opener.hidden = false;
  opener.addEventListener("click", show);
  if (location.hash === "#q") find();
})();
