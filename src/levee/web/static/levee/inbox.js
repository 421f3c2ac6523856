// Counts down beside each ticket, by the second, while its calendar counts; x selects a row. The
// server says it anew every half minute, in the calendar's hours; that waits while rows are picked.
(() => {
  const begun = new Map();
  const span = (s, units) => {
    const [d, h, min, sec] = units.split("|");
    const parts = [[Math.floor(s / 86400), d], [Math.floor(s / 3600) % 24, h],
                   [Math.floor(s / 60) % 60, min], [Math.floor(s) % 60, sec]];
    const first = parts.findIndex(([n]) => n > 0);
    return first < 0 ? sec.replace("#", 0) : parts.slice(first, first + 2).filter(([n]) => n).map(([n, u]) => u.replace("#", n)).join(" ");
  };
  const tick = () => {
    for (const due of document.querySelectorAll("[data-left][data-counts]")) {
      const told = due.dataset.left;
      const known = begun.get(due);
      if (!known || known.told !== told) begun.set(due, { told, at: Date.now() });
      const left = Number(told) - (Date.now() - begun.get(due).at) / 1000;
      if (Math.abs(left) > 86400) continue;
      const words = document.getElementById("rows").dataset;
      due.textContent = (left < 0 ? words.overdue : words.open).replace("#", span(Math.abs(left), words.units));
      due.classList.toggle("breached", left < 0);
    }
  };
  const picked = () => document.querySelectorAll(".pick input:checked").length;
  const tell = () => {
    const said = document.getElementById("picked");
    if (said) said.textContent = picked() ? `(${picked()})` : "";
  };
  document.addEventListener("change", tell);
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.id === "rows" && picked()) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    const row = event.target.closest("[data-row]");
    const box = row && row.querySelector(".pick input");
    if (box) { event.preventDefault(); box.click(); }
  });
  setInterval(tick, 1000);
  tick();
})();
