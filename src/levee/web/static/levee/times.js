// Writes each instant in the reader's own zone. The exact one in UTC stays in its title; a time
// that a calendar names its zone for stays as it is. Without this script times are UTC.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === "UTC") return;
  const language = document.documentElement.lang;
  const parts = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    timeZone: zone, weekday: "short", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  });
  const said = (instant) => {
    const p = Object.fromEntries(parts.formatToParts(instant).map((x) => [x.type, x.value]));
    return `${p.weekday} ${p.day} ${p.month} ${p.year}, ${p.hour}:${p.minute} ${p.timeZoneName}`;
  };
  const tell = () => {
    for (const time of document.querySelectorAll("time[data-reader]")) {
      const text = said(new Date(time.dateTime));
      if (time.textContent !== text) time.textContent = text;
    }
  };
  const note = document.getElementById("zone-note");
  if (note) note.textContent = note.dataset.words.replace("#", zone);
  tell();
  // Pages renew parts of themselves, as the server wrote them.
  new MutationObserver(tell).observe(document.body, { childList: true, characterData: true, subtree: true });
})();
